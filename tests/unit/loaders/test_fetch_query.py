"""Queries and settings: every usual spelling is taken, what makes no sense is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from research_graph.loaders.fetch import FetchQuery, FetchSettings
from research_graph.schema.errors import SettingsError, UsageError
from support.fetching import AUTHOR, KEY, ORCID


@pytest.mark.parametrize(
    ("given", "short"),
    [
        ({"authors": ["https://openalex.org/A5040147688"]}, (AUTHOR,)),
        (
            {"authors": [" a5040147688 ", "openalex:A5040147688", "https://api.openalex.org/authors/A5040147688"]},
            (AUTHOR,),
        ),
        ({"authors": ["https://orcid.org/0000-0002-9881-1578", "0000-0002-9881-1578"]}, (f"orcid:{ORCID}",)),
        ({"institutions": ["https://ror.org/00jmfr291", "ror:00jmfr291", "00JMFR291"]}, ("ror:00jmfr291",)),
        ({"works": ["doi:10.1016/ABC", "https://doi.org/10.1016/abc", "10.1016/abc"]}, ("doi:10.1016/abc",)),
        ({"works": ["W9", "W3", "W9"]}, ("W3", "W9")),
    ],
)
def test_ids_are_taken_in_every_usual_spelling(given: dict[str, Any], short: tuple[str, ...]) -> None:
    query = FetchQuery(**given)
    assert query.lookups == (next(iter(given)), short)
    assert query == FetchQuery(**{name: list(reversed(ids)) for name, ids in given.items()})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "exactly one"),
        ({"authors": ["A1"], "works": ["W1"]}, "exactly one"),
        ({"authors": ["W2741809807"]}, "'W2741809807' is no id of authors"),
        ({"authors": ["0000-0002-9881-1579"]}, "no id of authors"),
        ({"institutions": ["MIT"]}, "'MIT' is no id of institutions"),
        ({"works": [""]}, "no id of works"),
        ({"filter": ""}, "no filter expression"),
        ({"filter": "covid"}, "no filter expression"),
        ({"filter": "https://api.openalex.org/works?filter=type:article"}, "no filter expression"),
        ({"filter": "type:article\n"}, "no filter expression"),
        ({"filter": "type:a", "entity": "papers"}, "lists no 'papers'"),
        ({"authors": ["A1"], "entity": "sources"}, "with a filter only"),
        ({"authors": ["A1"], "institution_authors": True}, "needs institution ids"),
        ({"works": ["W1"], "since": date(2026, 1, 1)}, "since does not apply"),
    ],
)
def test_a_wrong_query_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        FetchQuery(**given)
    assert caught.value.hint


def test_a_key_pasted_into_a_filter_is_refused_without_repeating_it() -> None:
    with pytest.raises(UsageError) as caught:
        FetchQuery(filter=f"type:article&api_key={KEY}")
    assert KEY not in f"{caught.value}{caught.value.hint}"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"base_url": "http://api.openalex.org"}, "not an https URL"),
        ({"base_url": "ftp://127.0.0.1"}, "not an https URL"),
        ({"base_url": f"https://api.openalex.org?api_key={KEY}"}, "more than scheme, host and path"),
        ({"base_url": f"https://me:{KEY}@api.openalex.org"}, "more than scheme, host and path"),
        ({"api_key": f"{KEY}\n"}, "the API key is empty or holds spaces"),
        ({"api_key": ""}, "the API key is empty"),
        ({"mailto": "me@example.org\r\nx: y"}, "the mailto"),
        ({"per_page": 101}, "per_page is 101"),
        ({"per_page": 0}, "per_page is 0"),
        ({"max_retries": -1}, "max_retries is -1"),
        ({"requests_per_second": 0.0}, "requests_per_second is 0.0"),
        ({"max_requests": 0}, "max_requests is 0"),
        ({"max_dollars": Decimal(-1)}, "max_dollars is -1"),
        ({"max_dollars": Decimal("NaN")}, "max_dollars is NaN"),
        ({"deadline": float("inf")}, "deadline is inf"),
    ],
)
def test_wrong_settings_are_refused_and_secrets_stay_secret(given: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        FetchSettings(**given)
    assert KEY not in f"{caught.value!r}{caught.value.hint}"
