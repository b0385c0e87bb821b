-- What a search reads of every entry it found, apart from the words: facets of 20,000 take 18 ms from here and 42 from the
-- table, whose rows are four times as long.
CREATE INDEX entry_shown ON entry (number, held, post, facts);
