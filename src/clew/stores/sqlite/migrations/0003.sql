-- Search: what is known of a thread, or of a post alone, by its words and by facts about it (stores/entry.py).

-- number grows with the thread's place in time, so that the newest of what was found are at one end. words are the
-- terms of each post, a line for each. facts are keys of the table facet, four bytes each, least first.
CREATE TABLE entry (
    number INTEGER PRIMARY KEY,
    post   INTEGER NOT NULL UNIQUE REFERENCES post,
    held   INTEGER NOT NULL,
    sign   BLOB NOT NULL,
    facts  BLOB NOT NULL,
    words  TEXT NOT NULL
);

-- The index has no copy of the words: they stand in entry, from where they come when a row of the index is taken back.
-- All letters of the terms were made alike before they come here, so the plainest tokenizer there is cuts at spaces;
-- `|` stands between posts, so that no phrase reaches from one into the next, and `~` before the key of a fact.
CREATE VIRTUAL TABLE entry_index USING fts5 (
    words, about, content = '', tokenize = "ascii tokenchars '|~_'"
);

-- Every term that was ever met, for those who misspell one.
CREATE TABLE term (
    term TEXT PRIMARY KEY
) WITHOUT ROWID;

-- Searches that somebody keeps, as they were typed.
CREATE TABLE saved (
    name  TEXT PRIMARY KEY,
    query TEXT NOT NULL,
    made  INTEGER NOT NULL
) WITHOUT ROWID;

-- The folding that the words of all entries were made by; where it is another than the program's, the entries of every
-- author are made anew (schema.py).
INSERT INTO tally VALUES ('folding', 0);
