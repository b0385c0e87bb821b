-- The first shape of an archive in a PostgreSQL database; its tables and what they mean are those of stores/sqlite.
--
-- Text is compared byte by byte (COLLATE "C"), so that lists have the same order wherever they are kept. What text cannot
-- hold here is written another way (words.py). A row of an index holds at most 2,700 bytes: ids are no longer than
-- LONGEST (adding.py), other words that are looked up are cut (words.brief), and of records only a number made of their
-- bytes ("digest") is in an index. Rows refer to one another as in SQLite, and the database is not asked to check that
-- for each of them again: it would take a third of an import.

-- Bytes that were read. id is their SHA-256; held is false where only hash and place are kept.
CREATE TABLE capture (
    key      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id       text COLLATE "C" NOT NULL UNIQUE,
    name     text NOT NULL,
    place    text NOT NULL,
    size     bigint NOT NULL,
    taken    bigint NOT NULL,                   -- microseconds since 1970, like every moment here
    source   text NOT NULL,
    held     boolean NOT NULL,
    finished boolean NOT NULL DEFAULT false
);

-- Accounts, as they were called last. posts and threads count what is held; a thread counts from two posts on.
CREATE TABLE author (
    key       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id        text COLLATE "C" NOT NULL UNIQUE,
    network   text COLLATE "C" NOT NULL,
    handle    text,
    handle_at bigint NOT NULL,
    name      text,
    name_at   bigint NOT NULL,
    folded    text COLLATE "C",                 -- the handle in lower case
    posts     bigint NOT NULL DEFAULT 0,
    threads   bigint NOT NULL DEFAULT 0
);
CREATE INDEX author_by_handle ON author (folded) WHERE folded IS NOT NULL;
CREATE INDEX author_by_threads ON author (threads, posts) WHERE threads > 0;

-- Posts. record is the first observation, as it came, and capture where it stood. Once another one says something else,
-- shown is what they add up to and weights is why (stores/observation.py); for most posts both stay NULL.
CREATE TABLE post (
    key     bigint PRIMARY KEY,
    id      text COLLATE "C" NOT NULL UNIQUE,
    author  bigint NOT NULL,
    capture bigint NOT NULL,
    record  bytea NOT NULL,
    shown   bytea,
    weights bytea
);
CREATE INDEX post_by_author ON post (author);
CREATE INDEX post_listed_only ON post (author) WHERE starts_with(id, 'listing:');

-- Who else saw what: nothing that a capture said of a post is lost. digest 0 says "just like post.record".
CREATE TABLE observation (
    post    bigint NOT NULL,
    capture bigint NOT NULL,
    digest  bigint NOT NULL,
    record  bytea,
    PRIMARY KEY (post, capture, digest)
);

-- Other names of a post: ids of its other versions, and its address where the id is no part of it.
CREATE TABLE alias (
    name text COLLATE "C" NOT NULL,
    post bigint NOT NULL,
    PRIMARY KEY (name, post)
);
CREATE INDEX alias_by_post ON alias (post);

-- What posts begin with (text/wording.py): listed is true for posts known only from a page without ids that have met no
-- real one, false for all others.
CREATE TABLE wording (
    listed boolean NOT NULL,
    words  bigint NOT NULL,
    post   bigint NOT NULL,
    PRIMARY KEY (listed, words, post)
);

-- Proof of what became of a post, held or not.
CREATE TABLE notice (
    post    text COLLATE "C" NOT NULL,
    capture bigint NOT NULL,
    digest  bigint NOT NULL,
    record  bytea NOT NULL,
    PRIMARY KEY (post, capture, digest)
);

-- Posts that threads miss by name: whose threads a notice about such a post concerns.
CREATE TABLE missing (
    post   text COLLATE "C" NOT NULL,
    author bigint NOT NULL,
    PRIMARY KEY (post, author)
);
CREATE INDEX missing_by_author ON missing (author);

-- Posts for followers or single persons, each as each capture had it. No question about posts reads this table but the
-- one that asks for it, so that no page can show one by mistake.
CREATE TABLE private (
    post    text COLLATE "C" NOT NULL,
    capture bigint NOT NULL,
    digest  bigint NOT NULL,
    record  bytea NOT NULL,
    PRIMARY KEY (post, capture, digest)
);

-- What could not be read. author is NULL for what the reader of a capture found, and the author for what the making of
-- threads found, which is replaced each time. digest is of place and reason.
CREATE TABLE problem (
    key     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    capture bigint NOT NULL,
    author  bigint,
    digest  bigint NOT NULL,
    place   text NOT NULL,
    reason  text NOT NULL,
    UNIQUE (capture, digest)
);
CREATE INDEX problem_by_capture ON problem (capture, key);
CREATE INDEX problem_by_author ON problem (author) WHERE author IS NOT NULL;

-- Authors whose threads must be made anew. mark is another after every batch that touched the author, so that a writer
-- who read before that batch does not take the mark away.
CREATE TABLE touched (
    author bigint PRIMARY KEY,
    mark   bigint NOT NULL
);

-- Threads. post is the first held post, whose id is the thread's. opening are the first places of a long thread, so
-- that a list need not read a shape of ten thousand.
CREATE TABLE thread (
    key     bigint PRIMARY KEY,
    post    bigint NOT NULL UNIQUE,
    author  bigint NOT NULL,
    summary bytea NOT NULL,
    opening bytea,
    shape   bytea NOT NULL
);
CREATE INDEX thread_by_author ON thread (author);

-- The thread in which a post stands.
CREATE TABLE place (
    post   bigint PRIMARY KEY,
    thread bigint NOT NULL
);

-- Everything a thread is listed under: kind is all, network, author, tag or lang.
CREATE TABLE facet (
    key     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind    text COLLATE "C" NOT NULL,
    value   text COLLATE "C" NOT NULL,
    threads bigint NOT NULL DEFAULT 0,          -- from two held posts on
    UNIQUE (kind, value)
);
CREATE INDEX facet_by_threads ON facet (kind, threads);

-- How often the threads under a hashtag write it in which way.
CREATE TABLE spelling (
    facet   bigint NOT NULL,
    written text COLLATE "C" NOT NULL,
    threads bigint NOT NULL,
    PRIMARY KEY (facet, written)
);

-- The lists themselves, one row for each facet of each thread: by time, and by length.
-- thread is the id and not the key, because threads of one moment are in the order of their ids.
CREATE TABLE listed (
    facet  bigint NOT NULL,
    rank   bigint NOT NULL,                     -- microseconds since 1970, below zero without a date
    thread text COLLATE "C" NOT NULL,
    held   bigint NOT NULL,
    PRIMARY KEY (facet, rank, thread)
);
CREATE INDEX listed_by_length ON listed (facet, held, rank, thread);

-- Searches that somebody keeps, as they were typed.
CREATE TABLE saved (
    name  text COLLATE "C" PRIMARY KEY,
    query text NOT NULL,
    made  bigint NOT NULL
);

-- Running numbers: posts, promised, gaps, held_in_threads, and the last mark given out.
CREATE TABLE tally (
    name  text COLLATE "C" PRIMARY KEY,
    value bigint NOT NULL
);
INSERT INTO tally VALUES ('posts', 0), ('promised', 0), ('gaps', 0), ('held_in_threads', 0), ('mark', 0);
