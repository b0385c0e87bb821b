-- What was done outside (stores/deeds.py): answers given, messages sent, how far was read. Names are hashes.
CREATE TABLE deed (
    kind text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    said text NOT NULL,
    made bigint NOT NULL,
    PRIMARY KEY (kind, name)
);
