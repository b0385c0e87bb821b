"""On which days the threads of a query begin: the same in every store, whether counts are kept or not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from made import ADA, BO, DAY, a_post, begin, chain, put

from clew.archive import settling
from clew.query import All, Is, Not, Query, Words
from clew.stores import days
from clew.stores.base import Days

ONE = 24 * 60
FIRST, SECOND, LATER = date(2019, 3, 1), date(2019, 3, 2), date(2019, 4, 1)


@pytest.fixture
def filled(store):
    """Two threads on one day, one on the next, one in the month after; one post alone, one thread without a date."""
    store.add(
        begin(store),
        [
            *chain("1 2", text="River #Mud", lang="en"),
            *chain("3 4", BO, text="Bank #mud #Reed", minute=ONE - 1, lang="fr"),
            *chain("5 6", text="River #reed", minute=ONE, lang="en"),
            *chain("7 8", BO, text="Bank #mud", minute=31 * ONE, lang="en"),
            a_post("9", text="River #mud", minute=5),
            *chain("10 11", text="Undated #mud", minute=None),
        ],
    )
    settling.settle(store)
    return store


EVERY = ((FIRST, 2), (SECOND, 1), (LATER, 1))
ASKED = [
    (Query(), EVERY),
    (Query(sort="longest", limit=1), EVERY),
    (Query(tag="#MUD"), ((FIRST, 2), (LATER, 1))),
    (Query(author=BO.handle), ((FIRST, 1), (LATER, 1))),
    (Query(lang="en", network="x"), ((FIRST, 1), (SECOND, 1), (LATER, 1))),
    (Query(network="x"), EVERY),
    (Query(tag="mud", also=("reed",)), EVERY),
    (Query(tag="mud", author=ADA.id), ((FIRST, 1),)),
    (Query(since=DAY + timedelta(days=1), until=DAY + timedelta(days=31)), ((SECOND, 1),)),
    (Query(since=DAY + timedelta(hours=12)), ((FIRST, 1), (SECOND, 1), (LATER, 1))),
    (Query(until=datetime(1960, 1, 1, tzinfo=UTC)), ()),
    (Query(min_posts=3), ()),
    (Query(tag="nothing"), ()),
    (Query(author="nobody"), ()),
    (Query(match=Words("river")), ((FIRST, 1), (SECOND, 1))),
    (Query(match=Words("river"), min_posts=1), ((FIRST, 2), (SECOND, 1))),
    (Query(tag="mud", match=All(())), ((FIRST, 2), (LATER, 1))),
    (Query(match=Not(Is("tag", "mud"))), ((SECOND, 1),)),
]


@pytest.mark.parametrize(("query", "counts"), ASKED, ids=range(len(ASKED)))
def test_threads_begin_on_days(filled, query, counts):
    assert filled.days(query) == Days(counts)


def test_a_thread_that_begins_earlier_than_was_known_is_counted_there(filled):
    from clew.post import Reply

    earlier = a_post("0", text="Before #mud", minute=-ONE)
    filled.add(begin(filled, "b"), [earlier, a_post("1", text="River #Mud", reply_to=Reply("x:0", ADA.id), seen=DAY)])
    settling.settle(filled)
    assert filled.days(Query(tag="mud")) == Days(((date(2019, 2, 28), 1), (FIRST, 1), (LATER, 1)))
    assert filled.days(Query()).counts[0] == (date(2019, 2, 28), 1)


def test_of_too_many_the_newest_are_looked_at_where_no_count_is_kept(filled, monkeypatch):
    monkeypatch.setattr(days, "MOST", 2)
    assert filled.days(Query(tag="mud")) == Days(((FIRST, 2), (LATER, 1)))
    some = Days(((FIRST, 1), (LATER, 1)), whole=False)
    assert filled.days(Query(tag="mud", match=All(()))) == some


def test_a_thread_before_1970_is_counted_on_the_first_day_of_all_lists(store):
    old = [*chain("1 2")]
    import msgspec

    put(store, [msgspec.structs.replace(post, created=datetime(1901, 1, 1, tzinfo=UTC)) for post in old])
    assert store.days(Query()) == Days(((date(1970, 1, 1), 1),))
