-- People's wishes (stores/consent.py): what was forgotten, and who refused to be shown.

-- Why the bytes of a capture were removed; they may not be kept again.
ALTER TABLE capture ADD COLUMN gone TEXT;

-- Fingerprints of the names of what was forgotten, so that it does not come back. They are SHA-256 and tell no name.
CREATE TABLE forgotten (
    sign BLOB PRIMARY KEY
) WITHOUT ROWID;

-- What is left of forgotten posts: where they stood. author is the author's id, because there may be no row of it.
CREATE TABLE tomb (
    post   TEXT PRIMARY KEY,
    author TEXT NOT NULL,
    record BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX tomb_by_author ON tomb (author);

CREATE TABLE receipt (
    key    INTEGER PRIMARY KEY,
    record BLOB NOT NULL
);

-- Names of authors who refused, and the accounts that were found to go by them.
CREATE TABLE refusal (
    name   TEXT PRIMARY KEY,
    record BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE refused (
    author TEXT PRIMARY KEY,
    name   TEXT NOT NULL
) WITHOUT ROWID;

-- Their posts, each as each capture had it. As with private posts, no other question reads this table, so that no page
-- can show one by mistake, and nothing else is slower for it.
CREATE TABLE withheld (
    author  TEXT NOT NULL,
    post    TEXT NOT NULL,
    capture INTEGER NOT NULL REFERENCES capture,
    record  BLOB NOT NULL,
    PRIMARY KEY (author, post, capture, record)
) WITHOUT ROWID;
CREATE INDEX withheld_by_post ON withheld (post);

-- What authors are known to want, by who says so.
CREATE TABLE statement (
    author TEXT NOT NULL,
    source TEXT NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (author, source)
) WITHOUT ROWID;

-- withholding is another number after each change of what is withheld; unscoured is 1 while bytes of something
-- removed may still be in the file.
INSERT INTO tally VALUES ('withholding', 0), ('unscoured', 0);
