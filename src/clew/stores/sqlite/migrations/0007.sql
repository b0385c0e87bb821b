-- Lists in which the thread comes first that last got a post it did not have: grown is the capture that had this post first.
ALTER TABLE listed ADD COLUMN grown INTEGER NOT NULL DEFAULT 0;
CREATE TEMP TABLE growth (thread TEXT PRIMARY KEY, grown INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO growth
    SELECT head.id, max(post.capture) FROM place JOIN post ON post.key = place.post
    JOIN thread ON thread.key = place.thread JOIN post head ON head.key = thread.post GROUP BY head.id;
UPDATE listed SET grown = coalesce((SELECT growth.grown FROM growth WHERE growth.thread = listed.thread), 0);
DROP TABLE growth;
CREATE INDEX listed_by_growth ON listed (facet, grown, rank, thread, held);
