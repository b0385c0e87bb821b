-- Lists in which the thread comes first that last got a post it did not have: grown is the capture that had this post first.
ALTER TABLE listed ADD COLUMN grown bigint NOT NULL DEFAULT 0;
UPDATE listed SET grown = growth.grown FROM (
    SELECT head.id AS thread, max(post.capture) AS grown FROM place JOIN post ON post.key = place.post
    JOIN thread ON thread.key = place.thread JOIN post head ON head.key = thread.post GROUP BY head.id
) growth WHERE growth.thread = listed.thread;
CREATE INDEX listed_by_growth ON listed (facet, grown, rank, thread, held);
