-- What stands for pictures, films and sounds: a file, or why there is none.

-- address is what posts know a medium by (one too long for an index in brief); file is the SHA-256 of its file, which
-- several addresses may share, and NULL where there is none. record is the rest of it.
CREATE TABLE media (
    address text COLLATE "C" PRIMARY KEY,
    file    text COLLATE "C",
    record  bytea NOT NULL
);
CREATE INDEX media_by_file ON media (file) WHERE file IS NOT NULL;
