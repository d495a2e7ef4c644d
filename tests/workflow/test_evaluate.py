"""Measuring suggestions against decisions: whose, on which text, and what is left out is said."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from codeer.errors import (
    CoderNotChosen,
    NothingStored,
    NothingToCompare,
    SheetUnreadable,
    UnknownName,
)
from codeer.evaluation import MACRO, Assessment, Level, Metric
from codeer.model import Consensus, Decision, Mark, MarkKind, Unit, Verdict
from codeer.project import Project
from codeer.reports.evaluation_tables import EvaluationContent, evaluation_warnings
from codeer.reports.tables import CsvStyle
from codeer.suggest.patterns import ENGINE as PATTERNS
from codeer.usefulness import MistakeKind, Usefulness
from codeer.workflow.agreement import AgreementQuestion, compare_coders
from codeer.workflow.answers import gather_answers
from codeer.workflow.evaluate import EvaluationQuestion, EvaluationResult, evaluate
from codeer.workflow.suggest import SuggestSettings, suggest
from tests.conftest import CODEBOOK
from tests.workflow.exchange import write_csv
from tests.workflow.support import add_transcript, read_table

BAND = "Ik kan bij haar alles kwijt."
RAIN = "Het regende."
PHONE = "Ze belde mij gisteren op."
REST = "Verder niks."
NOTHING = "Dat weet ik niet meer."
TALK = (
    "I: Hoe is dat?",
    f"R: {BAND} {RAIN}",
    "I: En verder?",
    f"R: {PHONE} {REST}",
    "I: En toen?",
    f"R: {NOTHING}",
)
PEOPLE = ("J01", "J02", "J03", "O01", "O02", "O03")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project after suggest: everybody says the same; `band` on BAND, `gemak` on PHONE."""
    folder = tmp_path_factory.mktemp("evaluatie") / "project"
    (folder / "codeboeken").mkdir(parents=True)
    (folder / "codeboeken" / "proef.yaml").write_text(CODEBOOK, encoding="utf-8")
    for person in PEOPLE:
        add_transcript(folder, f"{person}.txt", *TALK)
    propose(Project(folder))
    return folder


def propose(project: Project, **settings: object) -> None:
    given = {"engines": (PATTERNS,), "threshold": 0.5} | settings
    suggest(SuggestSettings(project, **given), lambda *_: None)


class Desk:
    """A project with coders who decide by quoting, in every transcript unless said otherwise."""

    def __init__(self, folder: Path) -> None:
        self.project = Project(folder)

    def place(self, quote: str, person: str) -> tuple[int, int, int]:
        store, run = self.project.open_store()
        with store:
            sources = store.fetch_sources(run.id).items()
        number, text = next((n, t) for n, (name, t) in sources if name == f"{person}.txt")
        return number, text.index(quote), text.index(quote) + len(quote)

    def decide(
        self,
        quote: str,
        code: str,
        verdict: Verdict = Verdict.ACCEPT,
        *,
        coder: str = "Anna",
        people: Iterable[str] = PEOPLE,
    ) -> None:
        made = []
        for person in people:
            source, start, end = self.place(quote, person)
            made.append(Decision(source, code, start, end, verdict))
        store, _ = self.project.open_store()
        with store:
            store.log.record(coder, made)

    def read(
        self, coder: str = "Anna", *, blind: bool = True, turns: Iterable[int] = (2, 4, 6)
    ) -> None:
        """Mark answers as read to the end."""
        store, run = self.project.open_store()
        with store:
            marks = [
                Mark(a.source, a.start, a.end, MarkKind.SEEN, is_blind=blind)
                for a in gather_answers(store, run)
                if a.turn in turns
            ]
            store.log.record(coder, marks=marks)

    def evaluate(self, **question: object) -> EvaluationResult:
        return evaluate(self.project, EvaluationQuestion(**question), None, CsvStyle.DUTCH)

    def content(self, **question: object) -> EvaluationContent:
        return self.evaluate(**question).content


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Desk:
    """A copy of that project, in which nobody decided yet."""
    shutil.copytree(made, tmp_path / "project")
    return Desk(tmp_path / "project")


def find(
    content: EvaluationContent, theme: str, level: Level = Level.SENTENCE, group: str = "totaal"
) -> Assessment:
    return next(a for a in content.find(level, group) if a.theme == theme)


def counts(content: EvaluationContent, theme: str, **where: object) -> tuple[int, int, int]:
    """Return units, coded and shown."""
    found = find(content, theme, **where)  # type: ignore[arg-type]
    return found.units, found.coded, found.shown


def warned(content: EvaluationContent, words: str) -> bool:
    return any(words in warning for warning in evaluation_warnings(content))


# --- which text counts ---------------------------------------------------------------------------


def test_only_answers_that_the_coder_saw_count(desk: Desk) -> None:
    desk.read(turns=[2])
    desk.decide(BAND, "band", people=["J01"])

    assert counts(desk.content(), "band") == (12, 1, 6)


def test_a_decision_shows_that_the_answer_was_seen(desk: Desk) -> None:
    desk.decide(BAND, "band", Verdict.REJECT, people=["J01"])

    assert counts(desk.content(), "band") == (2, 0, 1)


def test_with_alles_gezien_a_transcript_with_a_decision_was_read_wholly(desk: Desk) -> None:
    desk.decide(BAND, "band", people=["J01"])

    assert counts(desk.content(everything_seen=True), "band") == (5, 1, 1)


def test_what_the_interviewer_says_is_no_unit(desk: Desk) -> None:
    desk.read()

    assert find(desk.content(), "band").units == 5 * len(PEOPLE)


# --- what counts as coded ------------------------------------------------------------------------


def test_a_coding_of_part_of_a_sentence_codes_the_sentence(desk: Desk) -> None:
    desk.read()
    desk.decide("haar alles", "band", people=["J01"])

    assert find(desk.content(), "band").coded == 1


def test_a_coding_over_two_sentences_codes_both_and_one_answer(desk: Desk) -> None:
    desk.read()
    desk.decide(f"{BAND} {RAIN}", "band", people=["J01"])
    content = desk.content()

    assert [counts(content, "band", level=level)[:2] for level in Level] == [(30, 2), (18, 1)]


@pytest.mark.parametrize("verdict", [Verdict.REJECT, Verdict.WITHDRAW])
def test_what_was_not_accepted_is_not_coded(desk: Desk, verdict: Verdict) -> None:
    desk.read()
    desk.decide(BAND, "band")
    desk.decide(BAND, "band", verdict, people=PEOPLE[:2])

    assert find(desk.content(), "band").coded == 4


def test_a_theme_with_subthemes_counts_them_on_both_sides(desk: Desk) -> None:
    (desk.project.folder / "codeboeken" / "proef.yaml").write_text(
        "naam: proef\ncodes:\n  - id: alles\n    naam: Alles\n    trefwoorden: [zon]\n"
        "    subcodes:\n      - id: band\n        patronen: [kwijt kunnen]\n"
    )
    propose(desk.project)
    desk.read()
    desk.decide(BAND, "band")

    assert counts(desk.content(), "alles") == counts(desk.content(), "band") == (30, 6, 6)


# --- the figures ---------------------------------------------------------------------------------


def test_precision_and_recall_of_a_small_case(desk: Desk) -> None:
    """`band` is shown six times, right in four; the coder also gave it to two other sentences."""
    desk.read()
    desk.decide(BAND, "band", people=PEOPLE[:4])
    desk.decide(NOTHING, "band", people=PEOPLE[:2])

    found = find(desk.content(), "band").metrics

    assert found[Metric.PRECISION].value == found[Metric.RECALL].value == pytest.approx(4 / 6)


def test_a_suggestion_below_the_threshold_is_not_shown_but_keeps_its_score(desk: Desk) -> None:
    propose(desk.project, threshold=0.7)
    desk.read()
    desk.decide(PHONE, "gemak")

    found = find(desk.content(), "gemak")

    assert found.shown == 0
    assert found.metrics[Metric.AVERAGE_PRECISION].value == 1.0


def test_groups_are_measured_apart(desk: Desk) -> None:
    desk.read()
    desk.decide(BAND, "band", people=["J01", "J02", "J03"])
    content = desk.content()

    precision = {
        group.name: find(content, "band", group=group.name).metrics[Metric.PRECISION].value
        for group in content.groups
    }
    assert (precision["jongere"], precision["ouder"], precision["totaal"]) == (1.0, 0.0, 0.5)


def test_f1_and_kappa_are_what_overeenstemming_says_of_the_coder_and_codeer(desk: Desk) -> None:
    desk.read()
    desk.decide(BAND, "band", people=PEOPLE[:4])
    desk.decide(NOTHING, "band", people=PEOPLE[1:3])
    asked = AgreementQuestion(("Anna", "codeer"), unit=Unit.TURN)
    other = compare_coders(desk.project, asked, None, CsvStyle.DUTCH).content
    row = next(r for r in other.rows if (r.theme, r.group) == ("band", "totaal"))

    found = find(desk.content(), "band", Level.ANSWER).metrics

    for metric in (Metric.F1, Metric.KAPPA):
        cell = row.measure(metric.value)
        assert (found[metric].value, found[metric].low) == pytest.approx((cell.value, cell.low))


def test_a_run_per_turn_is_measured_per_answer_only(desk: Desk) -> None:
    propose(desk.project, unit=Unit.TURN)
    desk.read()
    desk.decide(BAND, "band")
    content = desk.content()

    assert content.levels == (Level.ANSWER,)
    assert counts(content, "band", level=Level.ANSWER) == (18, 6, 6)


def test_a_theme_that_nobody_gave_has_no_f1_and_no_verdict(desk: Desk) -> None:
    desk.read()
    desk.decide(BAND, "band")
    content = desk.content()

    assert find(content, "gemak").metrics[Metric.F1].reason == "de codeur gaf dit thema nergens"
    judgement = next(j for j in content.judgements if j.theme == "gemak")
    assert judgement.usefulness is Usefulness.UNKNOWN


def test_mistakes_have_their_place_and_text(desk: Desk) -> None:
    desk.read()
    desk.decide(BAND, "band", people=PEOPLE[1:])
    desk.decide(NOTHING, "band", people=["J02"])

    found = {m.kind: m.unit for m in desk.content().mistakes if m.unit.code == "band"}

    missed, alarm = found[MistakeKind.MISSED], found[MistakeKind.FALSE_ALARM]
    assert (missed.transcript, missed.text, missed.score) == ("J02.txt", NOTHING, 0.0)
    assert (alarm.respondent, alarm.text, alarm.score) == ("J01", BAND, 0.8)
    assert "kwijt" in alarm.evidence


# --- whose decisions -----------------------------------------------------------------------------


def test_the_only_coder_is_taken(desk: Desk) -> None:
    desk.decide(BAND, "band")

    assert desk.content().judge == "de besluiten van Anna"


def test_of_two_coders_one_must_be_chosen(desk: Desk) -> None:
    desk.decide(BAND, "band")
    desk.decide(BAND, "band", coder="Bea")

    with pytest.raises(CoderNotChosen) as caught:
        desk.evaluate()

    assert caught.value.known == ("Anna", "Bea")
    assert not (desk.project.output / "evaluatie.csv").exists()


def test_a_chosen_coder_is_found_whatever_the_capitals(desk: Desk) -> None:
    desk.decide(BAND, "band", people=["J01"])
    desk.decide(BAND, "band", coder="Bea", people=["J01", "J02"])

    assert find(desk.content(coder="bea"), "band").coded == 2


def test_a_coder_who_does_not_exist_is_named(desk: Desk) -> None:
    desk.decide(BAND, "band")

    with pytest.raises(UnknownName, match="codeur 'Ana', bedoelde je 'Anna'"):
        desk.evaluate(coder="Ana")


def test_a_coder_who_decided_nothing_here_is_no_measure(desk: Desk) -> None:
    desk.decide(BAND, "band")
    desk.decide(BAND, "band", coder="Bea", people=["J01"])
    desk.decide(BAND, "band", Verdict.WITHDRAW, coder="Bea", people=["J01"])

    with pytest.raises(NothingToCompare):
        desk.evaluate(coder="Bea")


def test_only_the_themes_that_are_asked_for_count(desk: Desk) -> None:
    desk.read()
    desk.decide(BAND, "band")
    content = desk.content(codes=("band",))

    assert {a.theme for a in content.assessments} == {"band", "macro", "samen"}
    assert find(content, MACRO).averaged[Metric.F1] == 1


def test_an_unknown_theme_is_refused(desk: Desk) -> None:
    desk.decide(BAND, "band")

    with pytest.raises(UnknownName, match="thema 'bnad', bedoelde je 'band'"):
        desk.evaluate(codes=("bnad",))


def test_without_decisions_there_is_nothing_to_compare(desk: Desk) -> None:
    with pytest.raises(NothingToCompare):
        desk.evaluate()


def test_before_suggest_there_is_nothing_to_evaluate(tmp_path: Path) -> None:
    with pytest.raises(NothingStored):
        evaluate(Project(tmp_path), EvaluationQuestion(), None, CsvStyle.DUTCH)


@pytest.mark.parametrize(
    ("consensus", "coded"), [(Consensus.ONE, 4), (Consensus.MAJORITY, 2), (Consensus.ALL, 1)]
)
def test_consensus_counts_the_coders_who_saw_the_text(
    desk: Desk, consensus: Consensus, coded: int
) -> None:
    """Of three: J01 by all, J02 by two, J03 and J04 by one."""
    for number, coder in enumerate(("Anna", "Bea", "Cas")):
        desk.read(coder)
        given = {0: ["J01", "J02", "J03"], 1: ["J01", "J02"], 2: ["J01", "O01"]}[number]
        desk.decide(BAND, "band", coder=coder, people=given)

    assert find(desk.content(consensus=consensus), "band").coded == coded


def test_a_coder_who_did_not_see_a_text_has_no_vote_there(desk: Desk) -> None:
    desk.read("Anna")
    desk.read("Bea", turns=[4])
    desk.decide(BAND, "band")

    assert find(desk.content(consensus=Consensus.ALL), "band").coded == 6


# --- a table of decisions ------------------------------------------------------------------------


def make_sheet(desk: Desk, *rows: dict[str, str]) -> Path:
    plain = {
        "transcript": "J01.txt",
        "respondent": "",
        "begin": "",
        "einde": "",
        "thema": "band",
        "codeur": "Cas",
        "besluit": "aanvaard",
        "memo": "",
        "tekst": BAND,
    }
    return write_csv(desk.project.folder / "besluiten.csv", [plain | row for row in rows])


def test_a_table_is_taken_instead_of_the_store_and_not_recorded(desk: Desk) -> None:
    desk.decide(NOTHING, "band")
    sheet = make_sheet(desk, {}, {"transcript": "J02.txt"})

    content = desk.content(sheet=sheet)

    assert counts(content, "band") == (4, 2, 2)
    assert content.judge == "de besluiten van Cas in besluiten.csv"
    store, _ = desk.project.open_store()
    with store:
        assert store.log.fetch_users() == ["Anna"]


def test_a_row_counts_also_when_the_store_holds_the_same_decision(desk: Desk) -> None:
    desk.decide(BAND, "band", coder="Cas", people=["J01"])

    assert counts(desk.content(sheet=make_sheet(desk, {})), "band") == (2, 1, 1)


def test_rows_that_do_not_fit_are_reported_and_the_others_count(desk: Desk) -> None:
    sheet = make_sheet(desk, {}, {"tekst": "Dit zei niemand."}, {"thema": "bnad"})

    result = desk.evaluate(sheet=sheet)

    assert [refusal.row for refusal in result.refused] == [3, 4]
    assert find(result.content, "band").coded == 1


def test_the_coder_of_rows_without_one_is_the_one_that_is_given(desk: Desk) -> None:
    content = desk.content(sheet=make_sheet(desk, {"codeur": ""}), coder="Dirk")

    assert content.judge == "de besluiten van Dirk in besluiten.csv"


def test_a_table_with_nothing_that_fits_names_the_table(desk: Desk) -> None:
    sheet = make_sheet(desk, {"besluit": ""})

    with pytest.raises(NothingToCompare, match=r"besluiten\.csv"):
        desk.evaluate(sheet=sheet)


def test_a_table_that_cannot_be_read_is_refused(desk: Desk) -> None:
    sheet = desk.project.folder / "besluiten.csv"
    sheet.write_bytes(b"")

    with pytest.raises(SheetUnreadable):
        desk.evaluate(sheet=sheet)


# --- what a reader must know ---------------------------------------------------------------------


def test_who_read_only_answers_with_a_suggestion_cannot_have_missed_any(desk: Desk) -> None:
    desk.read(turns=[2, 4])
    desk.decide(BAND, "band")
    content = desk.content()

    assert warned(content, "zonder suggestie zijn er 0 van de 6 gezien")
    assert {j.usefulness for j in content.judgements} == {Usefulness.UNKNOWN}


def test_who_read_everything_gets_no_such_warning(desk: Desk) -> None:
    desk.read()
    desk.decide(BAND, "band")

    assert not desk.content().reading.is_selective


def test_decisions_that_are_not_blind_are_counted(desk: Desk) -> None:
    desk.read(blind=True)
    desk.decide(BAND, "band")

    assert warned(desk.content(), "niet blind zijn: Anna 6 van 24")


def test_codings_that_cannot_count_are_reported(desk: Desk) -> None:
    desk.decide(BAND, "band")
    desk.decide(BAND, "verdwenen", people=["J01"])
    desk.decide("En verder?", "band", people=["J01", "J02"])
    content = desk.content()

    assert warned(content, "1 bij een thema dat niet in het codeboek van die run staat")
    assert warned(content, "2 buiten de antwoorden van respondenten")


def test_every_row_says_that_nobody_was_scored_by_decisions_on_his_own_words(desk: Desk) -> None:
    desk.read()
    desk.decide(BAND, "band")
    desk.evaluate()

    for name in ("evaluatie.csv", "betrouwbaarheid.csv"):
        rows = read_table(desk.project.output / name)
        assert rows
        assert all("leave-one-respondent-out" in row["basis"] for row in rows)


def test_evaluating_twice_gives_the_same_bytes(desk: Desk) -> None:
    desk.read()
    desk.decide(BAND, "band", people=PEOPLE[:4])
    first = [path.read_bytes() for path in desk.evaluate().files]

    assert [path.read_bytes() for path in desk.evaluate().files] == first


def test_macro_is_in_the_table_with_the_number_of_themes(desk: Desk) -> None:
    desk.read()
    desk.decide(BAND, "band")
    desk.evaluate()

    row = next(
        r
        for r in read_table(desk.project.output / "evaluatie.csv")
        if (r["thema"], r["groep"], r["niveau"], r["maat"]) == (MACRO, "totaal", "zin", "f1")
    )
    assert (row["waarde"], row["reden"]) == ("1,0", "over 1 van de 2 thema's")
