"""Reply chains of one author each, put together by DuckDB from a file of v1.1 lines; prints how many there are."""

from __future__ import annotations

import sys

import duckdb

SQL = """
    WITH RECURSIVE post AS MATERIALIZED (
        SELECT id_str AS id, in_reply_to_status_id_str AS parent, "user".id_str AS author, full_text AS said
        FROM read_json(?, format = 'newline_delimited', columns = {
            id_str: 'VARCHAR', in_reply_to_status_id_str: 'VARCHAR', full_text: 'VARCHAR',
            "user": 'STRUCT(id_str VARCHAR)'
        })
    ), chain AS (
        SELECT p.id, p.id AS root, p.author FROM post p
        LEFT JOIN post above ON above.id = p.parent AND above.author = p.author WHERE above.id IS NULL
        UNION ALL
        SELECT p.id, c.root, c.author FROM chain c JOIN post p ON p.parent = c.id AND p.author = c.author
    )
    SELECT root, count(*) AS held, list(said ORDER BY post.id) AS told
    FROM chain JOIN post USING (id) GROUP BY root HAVING count(*) > 1
"""


def main() -> None:
    """Put them together, and hold what they say, as a list of threads has to."""
    print(len(duckdb.execute(SQL, [sys.argv[1]]).fetchall()))


if __name__ == "__main__":
    main()
