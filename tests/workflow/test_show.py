"""Finding the fragments of a theme: what the report counts, narrowed to what is asked for."""

from pathlib import Path

import pytest

from codeer.errors import NoDecisions, NothingStored, UnknownName
from codeer.model import Code, Consensus, MarkKind, Verdict
from codeer.project import Project
from codeer.workflow.counting import Choice
from codeer.workflow.report import ReportQuestion, report
from codeer.workflow.show import ShowResult, Wish, show
from tests.review.study import CODES, DIALOGUES, PROPOSED, record_study
from tests.workflow.coders import decide, mark
from tests.workflow.support import read_table

TREE = (
    Code("band", "Vertrouwensband", "#1b6ca8", ""),
    Code("kwijt", "Alles kwijt kunnen", "#1b6ca8", "", parent="band"),
    Code("bellen", "Bellen", "#1b6ca8", "", parent="band"),
    Code("gemak", "Laagdrempeligheid", "#b3541e", ""),
)
ONE_SENTENCE = [
    ("J01.txt", "Ik kan bij haar alles kwijt.", "kwijt", 0.6, "patronen", "a"),
    ("J01.txt", "Ik kan bij haar alles kwijt.", "bellen", 0.8, "patronen", "b"),
    ("J01.txt", "Ik kan bij haar alles kwijt.", "gemak", 0.9, "patronen", "c"),
    ("J01.txt", "Ze belde mij gisteren op.", "bellen", 0.7, "patronen", "d"),
]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Two young people's fragments at 0,6 and 0,7 for gemak, a parent's and a professional's."""
    record_study(tmp_path)
    return tmp_path


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A theme with two subthemes, both on the same sentence."""
    record_study(tmp_path, proposed=ONE_SENTENCE, codes=TREE)
    return tmp_path


def find(
    folder: Path, theme: str = "gemak", choice: Choice | None = None, **wish: object
) -> ShowResult:
    return show(Project(folder), Wish(theme, **wish), choice or Choice())  # type: ignore[arg-type]


def words(result: ShowResult) -> list[str]:
    return [fragment.shown.text for fragment in result.fragments]


# --- what counts ---------------------------------------------------------------------------------


def test_before_suggest_there_is_nothing_to_show(tmp_path: Path) -> None:
    with pytest.raises(NothingStored):
        find(tmp_path)


def test_without_decisions_the_suggestions_from_the_threshold_are_shown(study: Path) -> None:
    result = find(study, "band")

    assert words(result) == ["Ik kan bij haar alles kwijt.", "Ik vertrouw haar."]
    assert [f.score for f in result.fragments] == [0.8, 0.55]
    assert [f.coder for f in result.fragments] == ["", ""]
    assert result.basis == "ongecontroleerde suggesties"
    assert not result.is_checked


def test_with_decisions_only_what_was_accepted_is_shown(study: Path) -> None:
    decide(study, "Anna", "Ik bel haar op.", "gemak")
    decide(study, "Anna", "Ze belde mij gisteren op.", "gemak", Verdict.REJECT)
    result = find(study)

    assert words(result) == ["Ik bel haar op."]
    assert result.fragments[0].coder == "Anna"
    assert result.basis == "besluiten van Anna"
    assert result.is_checked


def test_the_coder_can_be_chosen(study: Path) -> None:
    decide(study, "Anna", "Ik bel haar op.", "gemak")
    decide(study, "Bram", "Dat helpt.", "gemak", transcript="P01.txt")

    assert words(find(study, choice=Choice("bram"))) == ["Dat helpt."]


def test_coders_together_are_shown_with_how_many_gave_it(study: Path) -> None:
    turn = "Ik bel haar op. Altijd."
    for coder in ("Anna", "Bram"):
        decide(study, coder, "Ik bel haar op.", "gemak")
    decide(study, "Anna", "Altijd.", "gemak")
    mark(study, "Bram", turn, MarkKind.SEEN)
    result = find(study, choice=Choice(consensus=Consensus.MAJORITY))

    assert words(result) == ["Ik bel haar op."]
    assert (result.fragments[0].coder, result.fragments[0].supporters) == (
        "consensus (meerderheid)",
        2,
    )


def test_a_choice_between_no_decisions_is_refused(study: Path) -> None:
    with pytest.raises(NoDecisions):
        find(study, choice=Choice(consensus=Consensus.ALL))


@pytest.mark.parametrize("choice", [None, "Anna"])
def test_every_number_is_that_of_the_report(study: Path, choice: str | None) -> None:
    if choice:
        decide(study, "Anna", "Ik bel haar op.", "gemak")
        decide(study, "Anna", "Ze kwam binnenlopen.", "gemak", transcript="O01.docx")
        decide(study, "Anna", "Niks eigenlijk.", "band")
    report(Project(study), question=ReportQuestion(Choice(choice)))
    rows = [
        row
        for row in read_table(study / "output" / "themafrequenties.csv")
        if row["thema"] in {"band", "gemak"} and row["groep"] != "totaal"
    ]

    assert len(rows) == 10  # two themes, four groups and a merged one
    for row in rows:
        result = find(study, row["thema"], Choice(choice), groups=(row["groep"],))
        assert (len(result.fragments), result.speakers, result.respondents) == (
            int(row["n_fragmenten"]),
            int(row["n_respondenten"]),
            int(row["N_respondenten"]),
        )


# --- the theme -----------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["gemak", "GEMAK", "Laagdrempeligheid"])
def test_a_theme_has_an_id_and_a_name_whatever_the_case(study: Path, given: str) -> None:
    assert find(study, given).theme == "Laagdrempeligheid"


def test_an_unknown_theme_is_refused_with_the_known_ones(study: Path) -> None:
    with pytest.raises(UnknownName) as refused:
        find(study, "gemakk")

    assert "bedoelde je 'gemak'?" in str(refused.value)
    assert "Bekend: band, gemak." in str(refused.value)


def test_an_id_goes_before_the_name_of_another_theme(tmp_path: Path) -> None:
    crossed = (*CODES, Code("rust", "Gemak", "#1b6ca8", ""))
    record_study(tmp_path, codes=crossed)

    assert find(tmp_path, "Gemak").theme == "Laagdrempeligheid"


def test_a_theme_includes_its_subthemes_and_counts_a_stretch_once(tree: Path) -> None:
    result = find(tree, "band")

    assert words(result) == ["Ik kan bij haar alles kwijt.", "Ze belde mij gisteren op."]
    assert result.fragments[0].score == 0.8


def test_a_subtheme_is_shown_alone(tree: Path) -> None:
    assert words(find(tree, "kwijt")) == ["Ik kan bij haar alles kwijt."]


def test_all_themes_on_the_same_words_are_named(tree: Path) -> None:
    fragment = find(tree, "kwijt").fragments[0]

    assert fragment.codes == ("kwijt", "bellen", "gemak")
    assert fragment.shown.themes == ("Alles kwijt kunnen", "Bellen", "Laagdrempeligheid")
    assert fragment.score == 0.6  # of the theme that was asked for


def test_a_theme_that_was_never_found_still_tells_how_many_were_looked_at(tmp_path: Path) -> None:
    record_study(tmp_path, codes=(*CODES, Code("leeg", "Leeg", "#1b6ca8", "")))
    result = find(tmp_path, "leeg")

    assert (result.fragments, result.speakers, result.respondents) == ([], 0, 3)


# --- who -----------------------------------------------------------------------------------------


def test_groups_come_in_the_order_of_the_study_without_those_where_nobody_speaks(
    study: Path,
) -> None:
    groups = find(study, "band").groups

    assert [(g.heading, len(g.fragments), g.speakers, g.respondents) for g in groups] == [
        ("jongeren", 1, 1, 1),
        ("ouders", 1, 1, 1),
        ("professionals", 0, 0, 1),
    ]


@pytest.mark.parametrize(
    ("given", "headings"),
    [
        (("ouder",), ["ouders"]),
        (("Ouders",), ["ouders"]),
        (("gezin",), ["jongeren", "ouders"]),
        (("professional", "jongere"), ["jongeren", "professionals"]),
        (("gezin", "jongere"), ["jongeren", "ouders"]),
        (("jim",), []),
    ],
    ids=str,
)
def test_groups_are_chosen_by_name_plural_or_merged(
    study: Path, given: tuple[str, ...], headings: list[str]
) -> None:
    assert [group.heading for group in find(study, groups=given).groups] == headings


def test_an_unknown_group_is_refused(study: Path) -> None:
    with pytest.raises(UnknownName, match=r"groep 'oudrs', bedoelde je 'ouder'"):
        find(study, groups=("ouder", "oudrs"))


def test_respondents_are_chosen_and_are_the_denominator(study: Path) -> None:
    result = find(study, respondents=("j01", "P01"))

    assert {f.shown.respondent for f in result.fragments} == {"J01", "P01"}
    assert result.respondents == 2


def test_an_unknown_respondent_is_refused(study: Path) -> None:
    with pytest.raises(UnknownName, match=r"respondent 'J02'.*\n.*J01, O01, P01"):
        find(study, respondents=("J02",))


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("sought", ["DREMPEL", "drémpel", "is  laag"])
def test_words_are_sought_whatever_the_case_accents_and_space(study: Path, sought: str) -> None:
    assert words(find(study, words=sought)) == ["De drempel is laag."]


def test_words_are_not_sought_around_the_fragment(study: Path) -> None:
    assert words(find(study, words="Altijd")) == []


def test_words_may_stand_on_two_lines(tmp_path: Path) -> None:
    dialogue = {"J01.txt": [("Hoe?", "Ik bel\nhaar altijd.")]}
    record_study(
        tmp_path, dialogue, [("J01.txt", "Ik bel\nhaar altijd.", "gemak", 0.9, "patronen", "")]
    )

    assert words(find(tmp_path, words="bel haar")) == ["Ik bel\nhaar altijd."]


# --- where ---------------------------------------------------------------------------------------


def test_a_fragment_has_its_question_and_the_rest_of_the_answer(study: Path) -> None:
    shown = find(study, "band", groups=("ouder",)).fragments[0].shown

    assert (shown.question, shown.before, shown.text, shown.after) == (
        "Hoe ging dat bij u?",
        "Ze kwam binnenlopen. ",
        "Ik vertrouw haar.",
        " Dat was het.",
    )


def test_a_place_is_file_and_line_or_the_turn_where_there_are_no_lines(study: Path) -> None:
    assert [fragment.place for fragment in find(study).fragments] == [
        "J01.txt:2",
        "J01.txt:6",
        "O01.docx:beurt 2",
        "P01.txt:2",
    ]


def test_a_place_names_the_file_once_for_who_speaks_in_several(tmp_path: Path) -> None:
    dialogues = {"J01.txt": DIALOGUES["J01.txt"], "map, 2/J01.txt": DIALOGUES["J01.txt"]}
    again = [("map, 2/J01.txt", *p[1:]) for p in PROPOSED if p[0] == "J01.txt"]
    record_study(tmp_path, dialogues, [*(p for p in PROPOSED if p[0] == "J01.txt"), *again])

    assert [fragment.place for fragment in find(tmp_path, "band").fragments] == [
        "J01.txt:2",
        "map, 2/J01.txt:2",
    ]
