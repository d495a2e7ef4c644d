"""The schema of `codeer.sqlite` and the steps that lead to it.

History: 1 sources, runs, suggestions, decisions.
"""

APPLICATION_ID = 0x636F6472  # "codr", so that another SQLite file is recognised as not ours

_FIRST = """
-- A coder. `machine` suggestions have no user.
CREATE TABLE user (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;

-- One canonical text. Never changed: a corrected transcript is a new row with the same name.
CREATE TABLE source (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    digest   TEXT NOT NULL,             -- BLAKE2b of the canonical text
    text     TEXT NOT NULL,
    UNIQUE (name, digest)
) STRICT;

-- What each run used; the YAML files stay the truth.
CREATE TABLE snapshot (
    digest  TEXT PRIMARY KEY,
    kind    TEXT NOT NULL CHECK (kind IN ('codebook', 'study')),
    text    TEXT NOT NULL
) STRICT;

-- One `codeer suggest`. The newest is the present state of the project; records are kept, bulk is not.
CREATE TABLE run (
    id         INTEGER PRIMARY KEY,
    started    TEXT NOT NULL,           -- ISO 8601, UTC
    version    TEXT NOT NULL,           -- of codeer
    codebook   TEXT NOT NULL,           -- digest in snapshot
    study      TEXT NOT NULL,           -- digest in snapshot, or '' for the default
    pipeline   TEXT NOT NULL,
    unit       TEXT NOT NULL,
    threshold  REAL NOT NULL,
    details    TEXT NOT NULL            -- JSON: codes, groups, skipped, remarks, files
) STRICT;

-- A text as a run saw it. What is the same in the next run keeps its turns, segments and suggestions.
CREATE TABLE transcript (
    source  INTEGER PRIMARY KEY REFERENCES source,
    run     INTEGER NOT NULL REFERENCES run,  -- the newest that looked at it
    place   INTEGER NOT NULL,           -- in the order in which that run read
    made    INTEGER NOT NULL REFERENCES run,  -- the one whose turns, segments and suggestions these are
    state   TEXT NOT NULL               -- digest of all that they follow from; '': not to be relied on
) STRICT;
CREATE UNIQUE INDEX transcript_place ON transcript (run, place);

CREATE TABLE turn (
    source      INTEGER NOT NULL REFERENCES source,
    number      INTEGER NOT NULL,
    speaker     TEXT NOT NULL,
    respondent  TEXT,                   -- null: interviewer
    grp         TEXT,
    start       INTEGER NOT NULL,       -- half-open code points in source.text
    end         INTEGER NOT NULL,
    seconds     REAL,                   -- when it starts in the recording; null: not said
    PRIMARY KEY (source, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE segment (
    source  INTEGER NOT NULL REFERENCES source,
    turn    INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    start   INTEGER NOT NULL,
    end     INTEGER NOT NULL,
    words   INTEGER NOT NULL,
    PRIMARY KEY (source, turn, number)
) STRICT, WITHOUT ROWID;

-- Those of transcript.made, and older ones on which somebody decided.
CREATE TABLE suggestion (
    id        INTEGER PRIMARY KEY,
    run       INTEGER NOT NULL REFERENCES run,
    source    INTEGER NOT NULL REFERENCES source,
    turn      INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    start     INTEGER NOT NULL,
    end       INTEGER NOT NULL,
    code      TEXT NOT NULL,
    score     REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
    engine    TEXT NOT NULL,
    evidence  TEXT NOT NULL,
    negated   INTEGER NOT NULL CHECK (negated IN (0, 1))
) STRICT;
CREATE INDEX suggestion_score ON suggestion (source, run, score);  -- a tenth is shown

-- The audit trail: append-only. Order is the id, not the clock, which may go backwards.
CREATE TABLE decision (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    -- the same in every copy, so that merging twice changes nothing
    uid         TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(16)))),
    -- one key press; what is undone together
    batch       TEXT NOT NULL DEFAULT (lower(hex(randomblob(16)))),
    made        TEXT NOT NULL,          -- ISO 8601, UTC
    user        INTEGER NOT NULL REFERENCES user,
    source      INTEGER NOT NULL REFERENCES source,
    code        TEXT NOT NULL,
    start       INTEGER NOT NULL,
    end         INTEGER NOT NULL CHECK (end > start),
    verdict     TEXT NOT NULL CHECK (verdict IN ('accept', 'reject', 'withdraw')),
    suggestion  INTEGER REFERENCES suggestion,
    blind       INTEGER NOT NULL DEFAULT 0 CHECK (blind IN (0, 1)),
    undoes      TEXT,                   -- the batch that this one takes back
    note        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX decision_place ON decision (source, user, code, start, end, id);
CREATE INDEX decision_batch ON decision (user, batch);
CREATE INDEX decision_suggestion ON decision (suggestion) WHERE suggestion IS NOT NULL;

CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;

-- What a coder did to a stretch of text apart from coding it; append-only as well.
CREATE TABLE mark (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    uid     TEXT NOT NULL UNIQUE,
    made    TEXT NOT NULL,
    user    INTEGER NOT NULL REFERENCES user,
    source  INTEGER NOT NULL REFERENCES source,
    start   INTEGER NOT NULL,
    end     INTEGER NOT NULL CHECK (end >= start),
    -- seen: read to the end; discuss / settled: to talk over, and done; memo: a note;
    -- stale: a coding whose words are gone from a corrected transcript
    kind    TEXT NOT NULL CHECK (kind IN ('seen', 'discuss', 'settled', 'memo', 'stale')),
    blind   INTEGER NOT NULL DEFAULT 0 CHECK (blind IN (0, 1)),
    note    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX mark_place ON mark (source, user, kind, start);

CREATE TRIGGER mark_no_update BEFORE UPDATE ON mark
BEGIN SELECT RAISE(ABORT, 'marks are append-only'); END;
CREATE TRIGGER mark_no_delete BEFORE DELETE ON mark
BEGIN SELECT RAISE(ABORT, 'marks are append-only'); END;

-- A participant who withdrew consent; no text, so that a returning file is recognised.
CREATE TABLE tombstone (
    respondent  TEXT PRIMARY KEY,
    made        TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
    name   TEXT PRIMARY KEY,
    value  TEXT NOT NULL
) STRICT;

-- What holds now: the latest verdict per user, source, code and range.
CREATE VIEW verdict AS
SELECT d.* FROM decision AS d
WHERE NOT EXISTS (
    SELECT 1 FROM decision AS later
    WHERE later.source = d.source AND later.user = d.user AND later.code = d.code
      AND later.start = d.start AND later.end = d.end AND later.id > d.id
);
CREATE VIEW coding AS SELECT * FROM verdict WHERE verdict = 'accept';
"""

TURNS = "transcript AS t CROSS JOIN turn AS u ON u.source = t.source"
SEGMENTS = "transcript AS t CROSS JOIN segment AS g ON g.source = t.source"
SUGGESTIONS = "transcript AS t CROSS JOIN suggestion AS s ON s.source = t.source AND s.run = t.made"
"""Of the run `t.run`, in the order of `t.place`; without older suggestions on which somebody decided."""

MIGRATIONS: tuple[str, ...] = (_FIRST,)
SCHEMA_VERSION = len(MIGRATIONS)
