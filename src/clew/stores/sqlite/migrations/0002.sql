-- Posts known only from pages meet real ones by their words; private posts are kept apart.

-- What posts begin with (text/wording.py): listed is 1 for posts known only from a page without ids that have met no
-- real one, 0 for all others.
CREATE TABLE wording (
    listed INTEGER NOT NULL,
    words  INTEGER NOT NULL,
    post   INTEGER NOT NULL REFERENCES post,
    PRIMARY KEY (listed, words, post)
) WITHOUT ROWID;
INSERT INTO wording
    SELECT id GLOB 'listing:*', clew_words(coalesce(shown, record)), key FROM post
    WHERE clew_words(coalesce(shown, record)) IS NOT NULL;
CREATE INDEX post_listed_only ON post (author) WHERE id GLOB 'listing:*';

-- Posts for followers or single persons, each as each capture had it. No question about posts reads this table but the
-- one that asks for it, so that no page can show one by mistake.
CREATE TABLE private (
    post    TEXT NOT NULL,
    capture INTEGER NOT NULL REFERENCES capture,
    record  BLOB NOT NULL,
    PRIMARY KEY (post, capture, record)
) WITHOUT ROWID;

-- Threads made before count asides among the posts held; every thread is made anew.
UPDATE tally SET value = value + 1 WHERE name = 'mark';
INSERT OR REPLACE INTO touched
    SELECT a.key, t.value FROM author a, tally t WHERE t.name = 'mark' AND a.posts > 0;
