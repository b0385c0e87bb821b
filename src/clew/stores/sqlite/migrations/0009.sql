-- What was done outside (stores/deeds.py): answers given, messages sent, how far was read. Names are hashes.
CREATE TABLE deed (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    said TEXT NOT NULL,
    made INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) WITHOUT ROWID;
