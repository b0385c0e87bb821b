-- Search: what is known of a thread, or of a post alone, by its words and by facts about it (stores/entry.py).

-- number grows with the thread's place in time. words are the terms of each post, two spaces around each and a line for
-- each post, so that a phrase is found in them as it stands and every hit can be counted. sought are the same terms, each
-- once; with a mark behind it those that stand there twice or more; and the keys of facts. length is in terms.
CREATE TABLE entry (
    number bigint PRIMARY KEY,
    post   bigint NOT NULL UNIQUE,
    held   bigint NOT NULL,
    length bigint NOT NULL,
    sign   bytea NOT NULL,
    facts  bytea NOT NULL,                      -- keys of the table facet, four bytes each, least first
    sought text[] NOT NULL,
    words  text COLLATE "C" NOT NULL,
    index  tsvector GENERATED ALWAYS AS (array_to_tsvector(sought)) STORED
);
-- Entries are searched the moment they are there, without a list of those that wait to be put into the index.
CREATE INDEX entry_by_words ON entry USING gin (index) WITH (fastupdate = off);

-- Every term that was ever met, for those who misspell one.
CREATE TABLE term (
    term text COLLATE "C" PRIMARY KEY
);

-- How many entries there are and how many terms they have, for the score; and the folding that their words were made by.
INSERT INTO tally VALUES ('entries', 0), ('terms', 0), ('folding', 0);
