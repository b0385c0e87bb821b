-- The first shape of an archive's database.
--
-- Rows point to one another by small whole numbers ("key"), because a key of eight bytes in an index is what keeps an
-- import fast; the ids people know are kept once. Values (posts, summaries, shapes) are MessagePack with named fields,
-- as their Python classes write them: a later field is simply missing in an earlier row.

-- Bytes that were read. id is their SHA-256; held is 0 where only hash and place are kept.
CREATE TABLE capture (
    key      INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    name     TEXT NOT NULL,
    place    TEXT NOT NULL,
    size     INTEGER NOT NULL,
    taken    INTEGER NOT NULL,                  -- microseconds since 1970, like every moment here
    source   TEXT NOT NULL,
    held     INTEGER NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0
);

-- Accounts, as they were called last. posts and threads count what is held; a thread counts from two posts on.
CREATE TABLE author (
    key       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    network   TEXT NOT NULL,
    handle    TEXT,
    handle_at INTEGER NOT NULL,
    name      TEXT,
    name_at   INTEGER NOT NULL,
    folded    TEXT,                             -- the handle in lower case
    posts     INTEGER NOT NULL DEFAULT 0,
    threads   INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX author_by_handle ON author (folded) WHERE folded IS NOT NULL;
CREATE INDEX author_by_threads ON author (threads, posts) WHERE threads > 0;

-- Posts. record is the first observation, as it came, and capture where it stood. Once another one says something else,
-- shown is what they add up to and weights is why (stores/observation.py); for most posts both stay NULL.
CREATE TABLE post (
    key     INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    author  INTEGER NOT NULL REFERENCES author,
    capture INTEGER NOT NULL REFERENCES capture,
    record  BLOB NOT NULL,
    shown   BLOB,
    weights BLOB
);
CREATE INDEX post_by_author ON post (author);

-- Who else saw what: nothing that a capture said of a post is lost. digest 0 says "just like post.record".
CREATE TABLE observation (
    post    INTEGER NOT NULL REFERENCES post,
    capture INTEGER NOT NULL REFERENCES capture,
    digest  INTEGER NOT NULL,
    record  BLOB,
    PRIMARY KEY (post, capture, digest)
) WITHOUT ROWID;

-- Other names of a post: ids of its other versions, and its address where the id is no part of it.
CREATE TABLE alias (
    name TEXT NOT NULL,
    post INTEGER NOT NULL REFERENCES post,
    PRIMARY KEY (name, post)
) WITHOUT ROWID;

-- Proof of what became of a post, held or not.
CREATE TABLE notice (
    post    TEXT NOT NULL,
    capture INTEGER NOT NULL REFERENCES capture,
    record  BLOB NOT NULL,
    PRIMARY KEY (post, capture, record)
) WITHOUT ROWID;

-- Posts that threads miss by name: whose threads a notice about such a post concerns.
CREATE TABLE missing (
    post   TEXT NOT NULL,
    author INTEGER NOT NULL REFERENCES author,
    PRIMARY KEY (post, author)
) WITHOUT ROWID;
CREATE INDEX missing_by_author ON missing (author);

-- What could not be read. author is NULL for what the reader of a capture found, and the author for what the making of
-- threads found, which is replaced each time.
CREATE TABLE problem (
    key     INTEGER PRIMARY KEY,
    capture INTEGER NOT NULL REFERENCES capture,
    author  INTEGER REFERENCES author,
    place   TEXT NOT NULL,
    reason  TEXT NOT NULL
);
CREATE UNIQUE INDEX problem_once ON problem (capture, place, reason);
CREATE INDEX problem_by_author ON problem (author) WHERE author IS NOT NULL;

-- Authors whose threads must be made anew. mark is another after every batch that touched the author, so that a writer
-- who read before that batch does not take the mark away.
CREATE TABLE touched (
    author INTEGER PRIMARY KEY REFERENCES author,
    mark   INTEGER NOT NULL
);

-- Threads. post is the first held post, whose id is the thread's. A key of its own lets new threads stand one after
-- another, where those of one author would be strewn over the whole table. opening are the first places of a long
-- thread, so that a list need not read a shape of ten thousand; it stands before the shape for that reason.
CREATE TABLE thread (
    key     INTEGER PRIMARY KEY,
    post    INTEGER NOT NULL UNIQUE REFERENCES post,
    author  INTEGER NOT NULL REFERENCES author,
    summary BLOB NOT NULL,
    opening BLOB,
    shape   BLOB NOT NULL
);
CREATE INDEX thread_by_author ON thread (author);

-- The thread in which a post stands.
CREATE TABLE place (
    post   INTEGER PRIMARY KEY REFERENCES post,
    thread INTEGER NOT NULL REFERENCES thread
);

-- Everything a thread is listed under: kind is all, network, author, tag or lang.
CREATE TABLE facet (
    key     INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL,
    value   TEXT NOT NULL,
    threads INTEGER NOT NULL DEFAULT 0,         -- from two held posts on
    UNIQUE (kind, value)
);
CREATE INDEX facet_by_threads ON facet (kind, threads);

-- How often the threads under a hashtag write it in which way.
CREATE TABLE spelling (
    facet   INTEGER NOT NULL REFERENCES facet,
    written TEXT NOT NULL,
    threads INTEGER NOT NULL,
    PRIMARY KEY (facet, written)
) WITHOUT ROWID;

-- The lists themselves, one row for each facet of each thread: by time, and by length.
-- thread is the id and not the key, because threads of one moment are in the order of their ids.
CREATE TABLE listed (
    facet  INTEGER NOT NULL REFERENCES facet,
    rank   INTEGER NOT NULL,                    -- microseconds since 1970, below zero without a date
    thread TEXT NOT NULL,
    held   INTEGER NOT NULL,
    PRIMARY KEY (facet, rank, thread)
) WITHOUT ROWID;
CREATE INDEX listed_by_length ON listed (facet, held, rank, thread);

-- Running numbers: posts, promised, gaps, held_in_threads, and the last mark given out.
CREATE TABLE tally (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO tally VALUES ('posts', 0), ('promised', 0), ('gaps', 0), ('held_in_threads', 0), ('mark', 0);
