-- People's wishes (stores/consent.py): what was forgotten, and who refused to be shown.

-- Why the bytes of a capture were removed; they may not be kept again.
ALTER TABLE capture ADD COLUMN gone text;

-- Fingerprints of the names of what was forgotten, so that it does not come back. They are SHA-256 and tell no name.
CREATE TABLE forgotten (
    sign bytea PRIMARY KEY
);

-- What is left of forgotten posts: where they stood. author is the author's id, because there may be no row of it.
CREATE TABLE tomb (
    post   text COLLATE "C" PRIMARY KEY,
    author text COLLATE "C" NOT NULL,
    record bytea NOT NULL
);
CREATE INDEX tomb_by_author ON tomb (author);

CREATE TABLE receipt (
    key    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record bytea NOT NULL
);

-- Names of authors who refused, and the accounts that were found to go by them.
CREATE TABLE refusal (
    name   text COLLATE "C" PRIMARY KEY,
    record bytea NOT NULL
);
CREATE TABLE refused (
    author text COLLATE "C" PRIMARY KEY,
    name   text COLLATE "C" NOT NULL
);

-- Their posts, each as each capture had it. As with private posts, no other question reads this table. digest stands
-- for the record, which no index could hold.
CREATE TABLE withheld (
    author  text COLLATE "C" NOT NULL,
    post    text COLLATE "C" NOT NULL,
    capture bigint NOT NULL,
    digest  bigint NOT NULL,
    record  bytea NOT NULL,
    PRIMARY KEY (post, capture, digest)
);
CREATE INDEX withheld_by_author ON withheld (author);

-- What authors are known to want, by who says so.
CREATE TABLE statement (
    author text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    record bytea NOT NULL,
    PRIMARY KEY (author, source)
);

-- withholding is another number after each change of what is withheld; unscoured is 1 while bytes of something
-- removed may still be in the tables' files.
INSERT INTO tally VALUES ('withholding', 0), ('unscoured', 0);
