"""Where a page by time begins: a window at one end of a search that is likely to hold it.

Of a word in nearly every entry a walk along the time soon finds enough; of a rare one the index gives all there are, to
be sorted. Between them both take long: of a million entries the word is in five thousand, and a walk passes six
thousand by where the index gives five. There the two are asked together, for a window of the time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from clew.query import Sort
from clew.stores.finding import ALL, Asked
from clew.stores.postgresql.bulk import Conn

# So many are sorted, or passed by, in 2 ms.
FEW = 1500
_PASSED = 3000
# How much more than a page the window is likely to hold, since words come in crowds. Where it is to be walked through,
# which ends with the page, so much more that the server sees to it; and no more, because the word may not be there.
_MORE = 2
_MUCH_MORE = 40
# The table's length, and numbers that part it into equal parts, both as the server knows them from its last look.
_TIMES = """
    SELECT value, histogram_bounds::text::bigint[] FROM tally, pg_stats WHERE name = 'entries'
        AND schemaname = current_schema() AND tablename = 'entry' AND attname = 'number'
"""


class Near(NamedTuple):
    """What is asked of the window, and of all that comes after it; the window may be all there is."""

    window: Asked
    rest: Asked | None


def near_end(conn: Conn, asked: Asked, order: Sort, count: int, likely: int) -> Near | None:
    """The window of a search by time that has so many; None where all that is found had better be sorted.

    `likely` is how many entries of all times there may be.
    """
    row = conn.execute(_TIMES).fetchone()
    if row is None or row[1] is None:
        return Near(asked, None)
    entries, bounds = row[0], np.array(row[1])
    places = np.linspace(0, entries, len(bounds))
    first, last = (float(np.interp(number, bounds, places)) for number in (asked.least, asked.most))
    passed = entries * count / likely
    width = passed * (_MORE if passed > _PASSED else _MUCH_MORE)
    if width >= last - first:
        # who passes by half of everything had better not: there may be fewer than is likely, and then it is all of it
        return Near(asked, None) if passed <= _PASSED or asked.least > 0 or asked.most < ALL else None
    place = last - width if order == "newest" else first + width
    border = int(np.interp(place, places, bounds))
    before, after = asked._replace(most=border - 1), asked._replace(least=border)
    return Near(after, before) if order == "newest" else Near(before, after)
