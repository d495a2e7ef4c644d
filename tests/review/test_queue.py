"""Which answers a coder sees, in which order, with which proposals."""

from dataclasses import replace

import pytest

from codeer.review.queue import Answer, Order, Proposal, Selection, names_of, select_answers


def propose(code: str, score: float, engine: str = "patronen") -> Proposal:
    return Proposal(1, code, 0, 4, score, engine, "reden", is_negated=False)


def answer(
    transcript: str, turn: int, *proposals: Proposal, group: str = "jongere", text: str = "Tekst."
) -> Answer:
    return Answer(
        source=1,
        transcript=transcript,
        turn=turn,
        respondent=transcript,
        group=group,
        start=10,
        end=10 + len(text),
        text=text,
        question="",
        before="",
        sentences=((10, 10 + len(text)),),
        proposals=proposals,
    )


SURE = answer("b.txt", 2, propose("band", 0.95))
DOUBTFUL = answer("a.txt", 4, propose("band", 0.5), propose("gemak", 0.7))
BETWEEN = answer("a.txt", 2, propose("gemak", 0.8, "patronen+gelijkenis"), group="ouder")
LOW = answer("a.txt", 6, propose("band", 0.1))
EMPTY = answer("a.txt", 8)
ALL = [SURE, EMPTY, LOW, DOUBTFUL, BETWEEN]


def chosen(**selection: object) -> list[Answer]:
    return select_answers(ALL, Selection(**{"threshold": 0.5, **selection}))  # type: ignore[arg-type]


def crowd(size: int, group: str) -> list[Answer]:
    return [answer(f"{group}{n:03d}.txt", 2, group=group) for n in range(size)]


def test_transcript_order_is_by_name_and_turn() -> None:
    assert chosen(order=Order.TRANSCRIPT) == [BETWEEN, DOUBTFUL, SURE]


def test_score_order_begins_with_the_surest() -> None:
    assert chosen(order=Order.SCORE) == [SURE, BETWEEN, DOUBTFUL]


def test_doubt_order_begins_nearest_to_one_half() -> None:
    assert chosen(order=Order.DOUBT) == [DOUBTFUL, BETWEEN, SURE]


def test_only_answers_with_a_proposal_at_or_above_the_threshold_are_seen() -> None:
    assert LOW not in chosen(threshold=0.11)
    assert LOW in chosen(threshold=0.1)


def test_a_theme_leaves_its_own_proposals_only() -> None:
    assert chosen(codes=("band",)) == [
        replace(DOUBTFUL, proposals=DOUBTFUL.proposals[:1]),
        SURE,
    ]


def test_a_group_leaves_its_own_answers_only() -> None:
    assert chosen(groups=("ouder",)) == [BETWEEN]


@pytest.mark.parametrize("name", ["map/J01.v2.txt", "map/J01.v2", "J01.v2.txt", "J01.v2"])
def test_a_transcript_may_be_named_with_or_without_folder_and_suffix(name: str) -> None:
    seen = answer("map/J01.v2.txt", 2, propose("band", 1))

    assert select_answers([seen, SURE], Selection(transcripts=(name,))) == [seen]


def test_part_of_a_name_is_not_the_name() -> None:
    assert "J0" not in names_of("J01.txt")


def test_an_engine_is_found_among_several_that_agreed() -> None:
    assert chosen(engines=("gelijkenis",)) == [BETWEEN]


def test_everything_has_the_answers_without_a_proposal_too() -> None:
    seen = chosen(everything=True)

    assert EMPTY in seen
    assert replace(LOW, proposals=()) in seen  # what is below the threshold stays hidden
    assert len(seen) == len(ALL)


def test_blind_has_all_answers_and_no_proposals() -> None:
    seen = chosen(blind=True)

    assert len(seen) == len(ALL)
    assert not any(found.proposals for found in seen)


def test_a_sample_takes_its_share_of_each_group() -> None:
    answers = [*crowd(20, "jongere"), *crowd(10, "ouder"), *crowd(1, "jim")]
    groups = [a.group for a in select_answers(answers, Selection(everything=True, share=0.2))]

    assert (groups.count("jongere"), groups.count("ouder"), groups.count("jim")) == (4, 2, 1)


def test_a_sample_of_seven_percent_of_a_hundred_is_seven() -> None:
    assert len(select_answers(crowd(100, "ouder"), Selection(everything=True, share=0.07))) == 7


def test_a_sample_is_the_same_twice_and_for_every_order_of_the_answers() -> None:
    answers = [*crowd(30, "jongere"), *crowd(30, "ouder")]
    selection = Selection(everything=True, share=0.3)

    assert select_answers(answers, selection) == select_answers(answers[::-1], selection)


def test_another_seed_is_another_sample() -> None:
    first, second = (
        select_answers(crowd(50, "ouder"), Selection(everything=True, share=0.2, seed=seed))
        for seed in (1, 2)
    )

    assert first != second


def test_a_blind_sample_has_the_answers_of_the_open_one() -> None:
    """Or suggestions would decide what is read for validation."""
    answers = [*crowd(30, "jongere"), answer("x.txt", 2, propose("band", 0.9))]
    blind, everything = (
        select_answers(answers, Selection(share=0.3, **kind))  # type: ignore[arg-type]
        for kind in ({"blind": True}, {"everything": True})
    )

    assert [a.transcript for a in blind] == [a.transcript for a in everything]


def test_words_are_ranges_in_the_source() -> None:
    said = answer("a.txt", 2, text="Nou, \n ja.")

    assert said.words() == [(10, 14), (17, 20)]
