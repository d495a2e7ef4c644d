"""Comparing coders: who saw what, who gave what, and what is left out is said."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from codeer.errors import NothingStored, TooFewCoders, UnknownName
from codeer.model import Decision, Mark, MarkKind, Unit, Verdict
from codeer.project import Project
from codeer.reports.agreement_tables import (
    AgreementContent,
    AgreementRow,
    agreement_notes,
    agreement_warnings,
)
from codeer.reports.tables import CsvStyle
from codeer.workflow.agreement import AgreementQuestion, compare_coders
from codeer.workflow.suggest import SuggestSettings, suggest
from tests.workflow.support import add_transcript, read_table

FIRST = "Ik kan bij haar alles kwijt."
SECOND = "Ze belde mij gisteren op."
THIRD = "Niks eigenlijk."
FOURTH = "Het regende om 10:30 nog."
QUESTION = "En verder?"


class Coded:
    """The small project with coders who decide by quoting."""

    def __init__(self, folder: Path) -> None:
        self.project = Project(folder)

    def suggest(self, **settings: object) -> None:
        """Make suggestions: `band` on FIRST and `gemak` on SECOND, in J01."""
        suggest(SuggestSettings(self.project, **settings), lambda *_: None)

    def _place(self, quote: str, transcript: str) -> tuple[int, int, int]:
        store, run = self.project.open_store()
        with store:
            number, text = next(
                (number, text)
                for number, (name, text) in store.fetch_sources(run.id).items()
                if name == transcript
            )
        start = text.index(quote)
        return number, start, start + len(quote)

    def decide(
        self,
        coder: str,
        quote: str,
        code: str,
        verdict: Verdict = Verdict.ACCEPT,
        *,
        transcript: str = "J01.txt",
        blind: bool = False,
    ) -> None:
        """Record one decision."""
        source, start, end = self._place(quote, transcript)
        store, _ = self.project.open_store()
        with store:
            store.log.record(coder, [Decision(source, code, start, end, verdict, is_blind=blind)])

    def see(
        self, coder: str, *answers: str, transcript: str = "J01.txt", blind: bool = False
    ) -> None:
        """Mark whole answers as read."""
        marks = [
            Mark(*self._place(answer, transcript), MarkKind.SEEN, is_blind=blind)
            for answer in answers
        ]
        store, _ = self.project.open_store()
        with store:
            store.log.record(coder, marks=marks)

    def undo(self, coder: str) -> None:
        """Take back the last decision."""
        store, _ = self.project.open_store()
        with store:
            store.log.undo(coder)

    def compare(self, *coders: str, **question: object) -> AgreementContent:
        """Compare coders."""
        asked = AgreementQuestion(coders=coders, **question)
        return compare_coders(self.project, asked, None, CsvStyle.DUTCH).content


ANSWER_1 = f"{FIRST} [lacht] {SECOND}"
ANSWER_2 = f"{THIRD} {FOURTH}"


@pytest.fixture
def coded(project: Path) -> Coded:
    """The small project after codeer suggest: four sentences in two answers of J01."""
    found = Coded(project)
    found.suggest()
    return found


def row(content: AgreementContent, theme: str, group: str = "totaal") -> AgreementRow:
    return next(r for r in content.rows if (r.theme, r.group) == (theme, group))


def warned(content: AgreementContent, words: str) -> bool:
    return any(words in warning for warning in agreement_warnings(content))


# --- what a coder saw ----------------------------------------------------------------------------


def test_an_answer_that_both_marked_as_seen_counts(coded: Coded) -> None:
    coded.see("Anna", ANSWER_1, ANSWER_2)
    coded.see("Bea", ANSWER_1)

    assert row(coded.compare(), "band").units == 2


def test_a_decision_shows_that_the_whole_answer_was_seen(coded: Coded) -> None:
    coded.see("Anna", ANSWER_1, ANSWER_2)
    coded.decide("Bea", FIRST, "band")

    assert row(coded.compare(), "band").units == 2


def test_a_rejection_shows_that_the_answer_was_seen(coded: Coded) -> None:
    coded.decide("Anna", FIRST, "band")
    coded.decide("Bea", FIRST, "band", Verdict.REJECT)

    assert row(coded.compare(), "band").counts == (0, 1, 0, 1)


def test_a_decision_that_was_undone_shows_nothing(coded: Coded) -> None:
    coded.see("Anna", ANSWER_1, ANSWER_2)
    coded.decide("Bea", THIRD, "band")
    coded.decide("Bea", FIRST, "band")
    coded.undo("Bea")

    content = coded.compare()
    assert row(content, "band").units == 2
    assert row(content, "band").counts == (0, 0, 1, 1)


def test_what_one_coder_gave_in_text_that_the_other_did_not_see_is_no_difference(
    coded: Coded,
) -> None:
    coded.see("Anna", ANSWER_1, ANSWER_2)
    coded.decide("Anna", FOURTH, "gemak")
    coded.see("Bea", ANSWER_1)

    assert coded.compare().differences == ()


def test_alles_gezien_takes_a_transcript_with_a_decision_as_wholly_read(coded: Coded) -> None:
    coded.decide("Anna", FIRST, "band")
    coded.decide("Bea", FOURTH, "gemak")

    assert row(coded.compare(), "band").units == 0
    assert row(coded.compare(everything_seen=True), "band").counts == (0, 1, 0, 3)


def test_alles_gezien_does_not_reach_another_transcript(project: Path) -> None:
    add_transcript(project, "J02.txt", "I: Hoe is dat?", "R: Daar kan ik alles kwijt. Ja.")
    coded = Coded(project)
    coded.suggest()
    for coder in ("Anna", "Bea"):
        coded.decide(coder, FIRST, "band")
    coded.decide("Anna", "Ja.", "band", transcript="J02.txt")

    assert row(coded.compare(everything_seen=True), "band").units == 4


def test_without_shared_text_there_is_no_number_and_a_hint(coded: Coded) -> None:
    coded.see("Anna", ANSWER_1)
    coded.see("Bea", ANSWER_2)
    content = coded.compare()

    assert {cell.value for r in content.rows for cell in r.measures} == {None}
    assert warned(content, "--alles-gezien")


# --- what a coder gave ---------------------------------------------------------------------------


@pytest.fixture
def read(coded: Coded) -> Coded:
    """Anna and Bea read everything, blind."""
    for coder in ("Anna", "Bea"):
        coded.see(coder, ANSWER_1, ANSWER_2, blind=True)
    return coded


def test_a_coding_of_a_few_words_gives_the_theme_to_the_sentence(read: Coded) -> None:
    read.decide("Anna", "alles kwijt", "band")
    read.decide("Bea", FIRST, "band")

    assert row(read.compare(), "band").counts == (1, 0, 0, 3)


def test_a_coding_over_two_sentences_gives_the_theme_to_both(read: Coded) -> None:
    read.decide("Anna", ANSWER_1, "band")

    assert row(read.compare(), "band").counts == (0, 2, 0, 2)


def test_per_turn_two_codings_in_one_answer_agree(read: Coded) -> None:
    read.decide("Anna", FIRST, "band")
    read.decide("Bea", SECOND, "band")

    assert row(read.compare(), "band").counts == (0, 1, 1, 2)
    assert row(read.compare(unit=Unit.TURN), "band").counts == (1, 0, 0, 1)


def test_a_rejected_or_withdrawn_code_is_not_given(read: Coded) -> None:
    read.decide("Anna", FIRST, "band", Verdict.REJECT)
    read.decide("Bea", SECOND, "band")
    read.decide("Bea", SECOND, "band", Verdict.WITHDRAW)

    assert row(read.compare(), "band").counts == (0, 0, 0, 4)


def test_themes_are_compared_one_by_one(read: Coded) -> None:
    for coder in ("Anna", "Bea"):
        read.decide(coder, FIRST, "band")
    read.decide("Anna", FIRST, "gemak")
    content = read.compare()

    assert row(content, "band").counts == (1, 0, 0, 3)
    assert row(content, "gemak").counts == (0, 1, 0, 3)


def test_the_total_pools_every_theme_with_every_unit(read: Coded) -> None:
    read.decide("Anna", FIRST, "band")
    read.decide("Bea", FIRST, "band")
    read.decide("Anna", SECOND, "gemak")
    content = read.compare()

    assert row(content, "totaal").counts == (1, 1, 0, 6)
    assert any("geen gemiddelde van de thema's" in note for note in agreement_notes(content))


def test_a_chosen_theme_is_all_that_the_total_holds(read: Coded) -> None:
    read.decide("Anna", FIRST, "band")
    read.decide("Anna", SECOND, "gemak")
    content = read.compare(codes=("gemak",))

    assert [r.theme for r in content.rows if r.group == "totaal"] == ["gemak", "totaal"]
    assert row(content, "totaal").counts == (0, 1, 0, 3)
    assert {d.theme for d in content.differences} == {"gemak"}


NESTED = """\
naam: proef
codes:
  - id: band
    naam: Band
    trefwoorden: [vertrouwen]
    subcodes:
      - id: klik
        naam: Klik
        trefwoorden: [klik]
      - id: openheid
        naam: Openheid
        patronen: [kwijt kunnen]
"""


def nest(project: Path) -> Coded:
    (project / "codeboeken" / "proef.yaml").write_text(NESTED, encoding="utf-8")
    coded = Coded(project)
    coded.suggest()
    for coder in ("Anna", "Bea"):
        coded.see(coder, ANSWER_1, ANSWER_2)
    return coded


def test_a_theme_counts_its_subthemes_as_in_the_report(project: Path) -> None:
    coded = nest(project)
    coded.decide("Anna", FIRST, "klik")
    coded.decide("Bea", FIRST, "openheid")

    assert row(coded.compare(), "band").counts == (1, 0, 0, 3)


def test_in_the_total_and_the_differences_a_coding_counts_once(project: Path) -> None:
    coded = nest(project)
    coded.decide("Anna", FIRST, "klik")
    content = coded.compare()

    assert row(content, "totaal").counts == (0, 1, 0, 11)
    assert [d.theme for d in content.differences] == ["klik"]
    assert any("subthema" in note for note in agreement_notes(content))


# --- codeer as a coder ---------------------------------------------------------------------------


def test_suggestions_are_compared_as_the_coder_codeer(coded: Coded) -> None:
    coded.see("Anna", ANSWER_1, ANSWER_2)
    coded.decide("Anna", FIRST, "band")
    coded.decide("Anna", FOURTH, "gemak")
    content = coded.compare("Anna", "codeer")

    assert row(content, "band").counts == (1, 0, 0, 3)
    assert row(content, "gemak").counts == (0, 1, 1, 2)


def test_codeer_counts_only_where_the_coder_looked(coded: Coded) -> None:
    coded.see("Anna", ANSWER_2)

    assert row(coded.compare("Anna", "codeer"), "band").counts == (0, 0, 0, 2)


def test_suggestions_below_the_threshold_of_the_run_are_not_given(project: Path) -> None:
    coded = Coded(project)
    coded.suggest(threshold=0.7)
    coded.see("Anna", ANSWER_1)
    content = coded.compare("Anna", "codeer")

    assert row(content, "band").counts == (0, 0, 1, 1)
    assert row(content, "gemak").counts == (0, 0, 0, 2)
    assert warned(content, "ongecontroleerde suggesties met score 0,7 of hoger")


def test_codeer_is_no_coder_unless_named(read: Coded) -> None:
    assert read.compare().coders == ("Anna", "Bea")


def test_suggestions_per_turn_compared_per_sentence_are_warned_of(project: Path) -> None:
    coded = Coded(project)
    coded.suggest(unit=Unit.TURN)
    coded.see("Anna", ANSWER_1)
    content = coded.compare("Anna", "codeer", unit=Unit.SENTENCE)

    assert row(content, "band").counts == (0, 0, 2, 0)
    assert warned(content, "per beurt")


def test_the_unit_of_the_run_is_the_standard(project: Path) -> None:
    coded = Coded(project)
    coded.suggest(unit=Unit.TURN)
    coded.see("Anna", ANSWER_1)

    assert coded.compare("Anna", "codeer").unit is Unit.TURN


# --- which coders --------------------------------------------------------------------------------


def test_three_coders_are_compared_where_at_least_two_looked(read: Coded) -> None:
    read.see("Cas", ANSWER_1)
    found = row(read.compare(), "band")

    assert (found.units, found.complete, found.counts) == (4, 2, None)


def test_coders_are_found_whatever_the_case_and_counted_once(read: Coded) -> None:
    assert read.compare("bea", "ANNA", "Bea").coders == ("Bea", "Anna")


def test_someone_who_did_nothing_here_is_left_out_with_a_word(read: Coded) -> None:
    """An undone decision leaves a name in the store."""
    read.decide("Cas", FIRST, "band")
    read.undo("Cas")
    content = read.compare()

    assert content.coders == ("Anna", "Bea")
    assert warned(content, "niet meegenomen: Cas")


def test_an_unknown_coder_is_refused_with_the_known_ones(read: Coded) -> None:
    with pytest.raises(UnknownName) as caught:
        read.compare("Anna", "Bee")

    assert "Bekend: Anna, Bea, codeer." in str(caught.value)


@pytest.mark.parametrize("coders", [("Anna",), ("Anna", "anna"), ("codeer",)])
def test_fewer_than_two_coders_are_refused(read: Coded, coders: tuple[str, ...]) -> None:
    with pytest.raises(TooFewCoders):
        read.compare(*coders)


def test_a_project_with_one_coder_is_told_how_to_go_on(coded: Coded) -> None:
    coded.see("Anna de Wit", ANSWER_1)
    with pytest.raises(TooFewCoders) as caught:
        coded.compare()

    assert 'codeer overeenstemming "Anna de Wit" codeer' in str(caught.value)


@pytest.mark.parametrize(("field", "noun"), [("codes", "thema"), ("groups", "groep")])
def test_an_unknown_theme_or_group_is_refused(read: Coded, field: str, noun: str) -> None:
    with pytest.raises(UnknownName, match=f"onbekend: {noun} 'iets'"):
        read.compare(**{field: ("iets",)})


def test_before_suggest_there_is_nothing_to_compare(project: Path) -> None:
    with pytest.raises(NothingStored):
        Coded(project).compare()


# --- groups --------------------------------------------------------------------------------------


@pytest.fixture
def family(project: Path) -> Coded:
    """J01 and the parent O01; Anna and Bea read all, and differ on O01."""
    add_transcript(project, "O01.txt", "I: Hoe is dat?", "R: Ik kan alles kwijt.")
    coded = Coded(project)
    coded.suggest()
    for coder in ("Anna", "Bea"):
        coded.see(coder, ANSWER_1, ANSWER_2)
        coded.see(coder, "Ik kan alles kwijt.", transcript="O01.txt")
        coded.decide(coder, FIRST, "band")
    coded.decide("Anna", "Ik kan alles kwijt.", "band", transcript="O01.txt")
    return coded


def test_groups_have_their_own_rows_and_make_up_the_total(family: Coded) -> None:
    content = family.compare()

    assert row(content, "band", "jongere").counts == (1, 0, 0, 3)
    assert row(content, "band", "ouder").counts == (0, 1, 0, 0)
    assert row(content, "band", "totaal").counts == (1, 1, 0, 3)
    assert row(content, "band", "totaal").respondents == 2


def test_a_chosen_group_is_all_that_is_shown(family: Coded) -> None:
    content = family.compare(groups=("jongere",))

    assert {r.group for r in content.rows} == {"jongere"}
    assert content.differences == ()


def test_a_group_that_nobody_is_in_has_no_number(family: Coded) -> None:
    found = row(family.compare(), "band", "professional")

    assert {cell.reason for cell in found.measures} == {"geen tekst die beide codeurs zagen"}


def test_there_are_as_many_differences_as_the_total_counts(family: Coded) -> None:
    family.decide("Bea", FOURTH, "gemak")
    content = family.compare()
    counts = row(content, "totaal").counts

    assert counts is not None
    assert len(content.differences) == counts[1] + counts[2] == 2


# --- what is said --------------------------------------------------------------------------------


def test_seeing_the_suggestions_is_warned_of(coded: Coded) -> None:
    coded.see("Anna", ANSWER_1, blind=True)
    coded.decide("Bea", FIRST, "band")
    coded.decide("Bea", SECOND, "gemak", blind=True)
    content = coded.compare()

    assert warned(content, "niet blind zijn: Bea 1 van 2.")


def test_blind_coding_needs_no_warning(read: Coded) -> None:
    assert agreement_warnings(read.compare()) == []


def test_a_coding_in_what_the_interviewer_says_is_counted_as_left_out(read: Coded) -> None:
    read.decide("Anna", QUESTION, "band", blind=True)
    content = read.compare()

    assert agreement_warnings(content) == [
        "Aanvaarde coderingen die niet meetellen: 1 buiten de antwoorden van respondenten."
    ]


def test_a_coding_of_a_theme_that_left_the_codebook_is_counted_as_left_out(read: Coded) -> None:
    read.decide("Anna", FIRST, "vroeger", blind=True)

    assert warned(read.compare(), "1 bij een thema dat niet in het codeboek")


def test_a_coding_in_a_transcript_that_left_the_run_is_counted_as_left_out(
    read: Coded, project: Path
) -> None:
    read.decide("Anna", FIRST, "band", blind=True)
    add_transcript(project, "J02.txt", "I: Hoe is dat?", "R: Daar kan ik alles kwijt.")
    (project / "transcripten" / "J01.txt").unlink()
    read.suggest()

    assert warned(read.compare("Anna", "Bea"), "1 in een tekst die niet in de laatste run zit")


# --- files ---------------------------------------------------------------------------------------


@pytest.fixture
def written(family: Coded) -> Callable[[str], list[dict[str, str]]]:
    result = compare_coders(family.project, AgreementQuestion(), None, CsvStyle.DUTCH)
    assert [path.name for path in result.files] == ["overeenstemming.csv", "verschillen.csv"]
    return lambda name: read_table(family.project.output / name)


Written = Callable[[str], list[dict[str, str]]]


def cells(rows: Iterable[dict[str, str]], **wanted: str) -> dict[str, str]:
    return next(r for r in rows if all(r[name] == value for name, value in wanted.items()))


def test_there_is_a_row_per_theme_group_and_measure(written: Written) -> None:
    rows = written("overeenstemming.csv")

    groups = {r["groep"] for r in rows}
    assert {"jongere", "ouder", "totaal"} <= groups
    assert len(rows) == 3 * len(groups) * 6


def test_a_row_holds_value_word_counts_and_source(written: Written) -> None:
    found = cells(written("overeenstemming.csv"), thema="band", groep="totaal", maat="kappa")

    assert found["waarde"] == "0,5454545455"  # 2x2: 1 1 / 0 3
    assert found["oordeel"] == "redelijk"
    assert [found[name] for name in ("beide", "alleen_eerste", "alleen_tweede", "geen")] == list(
        "1103"
    )
    assert found["codeurs"] == "Anna, Bea"
    assert "Landis & Koch (1977)" in found["bron"]


def test_constant_data_is_not_computed_and_says_why(written: Written) -> None:
    for measure in ("f1", "kappa", "alfa", "ac1"):
        found = cells(written("overeenstemming.csv"), thema="gemak", groep="totaal", maat=measure)

        assert found["waarde"] == "niet te berekenen"
        assert found["reden"] == "niemand gaf dit thema"
        assert found["ondergrens"] == found["bovengrens"] == found["oordeel"] == ""


def test_the_rows_of_the_total_say_what_it_is(written: Written) -> None:
    rows = [r for r in written("overeenstemming.csv") if r["thema"] == "totaal"]

    assert all("totaal: alle oordelen (thema x zin) samen" in r["basis"] for r in rows)


def test_a_difference_shows_who_said_what_of_which_text(written: Written) -> None:
    assert written("verschillen.csv") == [
        {
            "transcript": "O01.txt",
            "respondent": "O01",
            "groep": "ouder",
            "begin": "18",
            "einde": "37",
            "thema": "band",
            "oordeel Anna": "ja",
            "oordeel Bea": "nee",
            "tekst": "Ik kan alles kwijt.",
        }
    ]


def test_a_coder_who_did_not_see_a_difference_is_not_counted_as_no(
    family: Coded, project: Path
) -> None:
    family.see("Cas", ANSWER_1)
    family.compare()
    found = cells(read_table(project / "output" / "verschillen.csv"), transcript="O01.txt")

    assert found["oordeel Cas"] == "niet gezien"


def test_a_second_time_gives_the_same_bytes(family: Coded, project: Path) -> None:
    family.compare()
    before = (project / "output" / "overeenstemming.csv").read_bytes()
    family.compare()

    assert (project / "output" / "overeenstemming.csv").read_bytes() == before
