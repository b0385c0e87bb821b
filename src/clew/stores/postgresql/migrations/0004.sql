-- Threads by the day they begin on, and shelves; what they mean is said in stores/sqlite.
CREATE TABLE begun (
    facet   bigint NOT NULL,
    day     bigint NOT NULL,
    threads bigint NOT NULL,
    PRIMARY KEY (facet, day)
);
INSERT INTO begun
    SELECT facet, rank / 86400000000, count(*) FROM listed WHERE rank >= 0 AND held >= 2 GROUP BY 1, 2;

CREATE TABLE shelf (
    name  text COLLATE "C" NOT NULL,
    place bigint NOT NULL,
    post  text COLLATE "C" NOT NULL,
    note  text NOT NULL,
    added bigint NOT NULL,
    PRIMARY KEY (name, place)
);
