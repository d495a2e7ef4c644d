"""One suggestion of what several engines say."""

import numpy as np

from codeer.model import Code, Interview, Respondent, Segment, Source, Turn
from codeer.workflow.fusing import Said, fuse
from codeer.workflow.learning import LearnedScores

TEXT = "Bij haar kan ik alles kwijt."
INTERVIEW = Interview(
    Source("J01.txt", TEXT, "ruw", (Turn(1, "R", 0, len(TEXT), 1),), {}, (), "utf-8"),
    {"R": Respondent("J01", "jongere")},
    (Segment(1, 1, 0, len(TEXT), 6),),
)
BAND, GEMAK = (Code(name, name, "#000000", "") for name in ("band", "gemak"))


def test_a_learned_score_belongs_to_its_code_also_after_it_was_kept() -> None:
    scores = LearnedScores(("gemak", "band"), np.array([[0.9], [0.2]]), {(0, 0): ["reden"]})
    kept = LearnedScores.from_bytes(scores.to_bytes())

    suggestions = fuse(INTERVIEW, (BAND, GEMAK), Said((), kept, {}), lowest=0.5)

    assert [(s.code, s.score, s.evidence) for s in suggestions] == [
        ("band", 0.2, ""),
        ("gemak", 0.9, "reden"),
    ]
