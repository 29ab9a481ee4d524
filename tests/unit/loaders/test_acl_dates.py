"""Months as the Anthology writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.loaders.acl.dates import MONTHS, YEARS, first_day


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (None, "2004"),
        ("", "2004"),
        ("June", "2004-06"),
        ("june", "2004-06"),
        ("sEPTEMBER", "2004-09"),
        ("Sept", "2004-09"),
        ("Dec.", "2004-12"),
        ("Septempber", "2004-09"),
        ("Septemer", "2004-09"),
        ("6", "2004-06"),
        ("12", "2004-12"),
        ("13", "2004"),
        ("June-July", "2004-06"),
        ("May–June", "2004-05"),
        ("September/December", "2004-09"),
        ("August 14-16", "2004-08-14"),
        ("September 2", "2004-09-02"),
        ("May 2 - May 7", "2004-05-02"),
        ("Aug 23–Aug 27", "2004-08-23"),
        ("August 28th and 29th", "2004-08-28"),
        ("1–3 December", "2004-12-01"),
        ("05 August", "2004-08-05"),
        ("12--13 November", "2004-11-12"),
        ("29 October--3 November", "2004-10-29"),
        ("October 30 – November 3", "2004-10-30"),
        ("May 31--2 June", "2004-05-31"),
        ("February 29", "2004-02-29"),
        ("February 30", "2004-02"),
        ("14-16", "2004"),
        ("Spring", "2004"),
        ("June 2004", "2004"),
        ("June?", "2004"),
        ("Ma", "2004"),
    ],
)
def test_the_first_day_that_is_certain(month: str | None, expected: str) -> None:
    assert first_day(2004, month) == expected


@given(st.sampled_from(YEARS), st.text() | st.from_regex(r"\d{1,3}[a-z -]*(june|may) \d+", fullmatch=True))
def test_any_text_gives_a_date_of_the_year(year: int, month: str) -> None:
    assert first_day(year, month).startswith(str(year))


@given(st.sampled_from(YEARS), st.integers(1, 12), st.integers(1, 28))
def test_day_and_month_in_either_order(year: int, month: int, day: int) -> None:
    name = MONTHS[month - 1].capitalize()
    expected = f"{year}-{month:02d}-{day:02d}"
    assert first_day(year, f"{name} {day}") == first_day(year, f"{day} {name}") == expected
