from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from calls import START

from clew.errors import BadQuery
from clew.text.dates import moment, span


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2018", datetime(2018, 1, 1, tzinfo=UTC)),
        ("2018-09", datetime(2018, 9, 1, tzinfo=UTC)),
        (" 2018-09-07 ", datetime(2018, 9, 7, tzinfo=UTC)),
        ("2018-09-07T10:30", datetime(2018, 9, 7, 10, 30, tzinfo=UTC)),
        ("2018-09-07T10:30:00+02:00", datetime(2018, 9, 7, 8, 30, tzinfo=UTC)),
        ("2018-09-07T10:30Z", datetime(2018, 9, 7, 10, 30, tzinfo=UTC)),
    ],
)
def test_dates_as_people_write_them(written, meant):
    assert moment(written) == meant
    assert moment(written).tzinfo is UTC


@pytest.mark.parametrize(
    "written", ["", "yesterday", "0000", "2018-13", "2018-02-30", "18-09", "٢٠١٨", "0001-01-01T00:00+05:00"]
)
def test_what_is_no_date_is_said_to_be_none(written):
    with pytest.raises(BadQuery, match="no date"):
        moment(written)


def test_spans_of_time_are_no_more_exact_than_helps():
    later = START + timedelta(minutes=47)
    assert span(START, later) == "7 September 2018, 10:00 to 10:47 UTC"
    assert span(START, START + timedelta(days=2)) == "7 to 9 September 2018"
    assert span(START, START + timedelta(days=30)) == "7 September to 7 October 2018"
    assert span(START, START + timedelta(days=300)) == "7 September 2018 to 4 July 2019"
    assert span(None, START) == "7 September 2018, 10:00 UTC"
    assert span(START, START) == "7 September 2018, 10:00 UTC"
    assert span(None, None) == "no date"
