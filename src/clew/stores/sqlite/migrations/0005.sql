-- Threads by the day they begin on, and shelves.

-- How many threads (of two held posts or more) begin on a day under each facet: a chart of ten years is then a few
-- thousand small rows, whatever the archive's size. day counts from 1970; undated threads begin on none.
CREATE TABLE begun (
    facet   INTEGER NOT NULL REFERENCES facet,
    day     INTEGER NOT NULL,
    threads INTEGER NOT NULL,
    PRIMARY KEY (facet, day)
) WITHOUT ROWID;
INSERT INTO begun
    SELECT facet, rank / 86400000000, count(*) FROM listed WHERE rank >= 0 AND held >= 2 GROUP BY 1, 2;

-- Threads that somebody put together under a name, in their own order. post is the id of a post by which the thread was
-- put there, and no key: the thread may begin with another post by now, and the post need not be held at all.
CREATE TABLE shelf (
    name  TEXT NOT NULL,
    place INTEGER NOT NULL,
    post  TEXT NOT NULL,
    note  TEXT NOT NULL,
    added INTEGER NOT NULL,
    PRIMARY KEY (name, place)
) WITHOUT ROWID;
