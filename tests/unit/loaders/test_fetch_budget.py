"""What ends a fetch in good order, and its pace."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from research_graph.loaders.fetch import FetchQuery, FetchSettings, Prices
from support.fetching import ALL_REQUESTS, AUTHOR, KEY, WORK, Clock, run
from support.openalex_api import OpenAlexApi


def test_the_budget_of_requests_ends_a_run_in_good_order(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    query = FetchQuery(authors=[AUTHOR])
    report = run(query, tmp_path, replace(settings, max_requests=3))
    assert (report.complete, report.stopped, report.requests) == (False, "requests", 3)
    assert report.message == "the budget of 3 requests is used up"
    assert report.next_step == "run it again with a higher max_requests; it goes on where it stopped"
    assert report.records == 1 + 6
    assert run(query, tmp_path, replace(settings, max_requests=3)).requests == 0
    last = run(query, tmp_path, replace(settings, max_requests=ALL_REQUESTS))
    assert (last.complete, last.requests, last.total_requests) == (True, 2, ALL_REQUESTS)
    assert len(api.requests) == ALL_REQUESTS


def test_retries_count_as_requests(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    api.fail(500, times=9)
    report = run(FetchQuery(works=[WORK]), tmp_path, replace(settings, max_requests=2))
    assert (report.stopped, len(api.requests), report.total_requests) == ("requests", 2, 2)


def test_the_budget_of_dollars_is_never_overspent(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    report = run(FetchQuery(authors=[AUTHOR]), tmp_path, replace(settings, max_dollars=Decimal("0.00025")))
    assert (report.complete, report.stopped, report.dollars) == (False, "dollars", Decimal("0.0002"))
    assert report.message == "$0.0002 of $0.00025 are spent and a request costs $0.0001"
    assert len(api.requests) == 3
    last = run(FetchQuery(authors=[AUTHOR]), tmp_path, replace(settings, max_dollars=Decimal("0.0004")))
    assert (last.complete, last.dollars, last.total_dollars) == (True, Decimal("0.0002"), Decimal("0.0004"))


def test_the_price_that_the_api_names_replaces_the_expected_one(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    api.list_cost = 0.002
    report = run(FetchQuery(authors=[AUTHOR]), tmp_path, replace(settings, max_dollars=Decimal("0.005")))
    assert (report.stopped, report.dollars, len(api.requests)) == ("dollars", Decimal("0.004"), 3)


def test_the_price_may_stand_in_a_header_alone(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    body = b'{"meta": {"next_cursor": null}, "results": []}'
    api.deliver(body, X_RateLimit_Cost_USD="0.007")
    assert run(FetchQuery(filter="type:article"), tmp_path / "a", settings).dollars == Decimal("0.007")
    api.deliver(body, X_RateLimit_Cost_USD="gratis")
    assert run(FetchQuery(filter="type:article"), tmp_path / "b", settings).dollars == Decimal("0.0001")


def test_where_the_api_names_no_price_the_expected_one_counts(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    api.says_cost = False
    prices = Prices(listing=Decimal("0.03"), search=Decimal("0.5"))
    report = run(FetchQuery(authors=[AUTHOR]), tmp_path / "a", replace(settings, prices=prices))
    assert report.dollars == Decimal("0.12")
    report = run(FetchQuery(filter="title.search:the"), tmp_path / "b", replace(settings, prices=prices))
    assert report.dollars == Decimal("0.5") * report.requests


def test_requests_keep_their_distance(api: OpenAlexApi, settings: FetchSettings, clock: Clock, tmp_path: Path) -> None:
    run(FetchQuery(authors=[AUTHOR]), tmp_path, replace(settings, requests_per_second=4.0), clock)
    assert clock.waits == [0.25] * (ALL_REQUESTS - 1)


def test_the_deadline_ends_a_run_instead_of_a_long_wait(
    api: OpenAlexApi, settings: FetchSettings, clock: Clock, tmp_path: Path
) -> None:
    api.pass_over(2)
    api.fail(429, Retry_After="50")
    report = run(FetchQuery(authors=[AUTHOR]), tmp_path, replace(settings, deadline=30.0), clock)
    assert (report.complete, report.stopped, report.message) == (False, "deadline", "the deadline of 30 s is reached")
    assert sum(clock.waits) < 1
    assert run(FetchQuery(authors=[AUTHOR]), tmp_path, settings).requests == 3


def test_a_wait_of_hours_ends_the_run_and_says_when_to_return(
    api: OpenAlexApi, settings: FetchSettings, clock: Clock, tmp_path: Path
) -> None:
    api.fail(429, Retry_After="71000")
    report = run(FetchQuery(works=[WORK]), tmp_path, replace(settings, api_key=KEY), clock)
    assert (report.complete, report.stopped, report.next_step) == (False, "api-limit", "run it again in 71000 s")
    assert (clock.waits, len(api.requests)) == ([], 1)


@pytest.mark.parametrize(
    ("message", "headers"),
    [
        ("Insufficient budget. Resets at midnight UTC. Upgrade for more.", {}),
        ("Daily limit", {"X_RateLimit_Remaining_USD": "0.00005", "X_RateLimit_Cost_Required_USD": "0.0001"}),
    ],
)
def test_a_spent_daily_allowance_is_not_retried(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path, message: str, headers: dict[str, str]
) -> None:
    api.fail(429, content={"error": "Rate limit exceeded", "message": message}, **headers)
    report = run(FetchQuery(works=[WORK]), tmp_path, settings)
    assert (report.stopped, len(api.requests)) == ("api-limit", 1)
    assert message in str(report.message)
    assert report.next_step is not None
    assert report.next_step.startswith("run it again after midnight UTC, or with a key")


def test_a_busy_second_is_waited_out(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    left = {"X_RateLimit_Remaining_USD": "0.0001", "X_RateLimit_Cost_Required_USD": "0.0001", "Retry_After": "1"}
    api.fail(
        429, content={"error": "Rate limit exceeded", "message": "100 requests per second; upgrade for more"}, **left
    )
    assert run(FetchQuery(works=[WORK]), tmp_path, settings).requests == 2
