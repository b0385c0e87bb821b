-- What stands for pictures, films and sounds: a file in the folder media/, or why there is none.

-- address is what posts know a medium by; file is the SHA-256 of its file, which several addresses may share, and NULL
-- where there is none. record is the rest of it.
CREATE TABLE media (
    address TEXT PRIMARY KEY,
    file    TEXT,
    record  BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX media_by_file ON media (file) WHERE file IS NOT NULL;
