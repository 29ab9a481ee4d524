"""Access to the API and trouble on the way: the key, retries, limits, broken bodies, refusals."""

from __future__ import annotations

import gzip
import logging
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import structlog
from research_graph.loaders.fetch import FetchQuery, FetchSettings, fetch_openalex
from research_graph.schema.errors import ResearchGraphError, SourceError
from support.fetching import ALL_REQUESTS, AUTHOR, KEY, WORK, WORKS_OF_AUTHOR, Clock, records, run, tree
from support.openalex_api import OpenAlexApi


def test_the_key_travels_in_a_header_and_the_agent_says_who_asks(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    api.key = KEY
    run(FetchQuery(works=[WORK]), tmp_path, replace(settings, api_key=KEY, mailto="me@example.org"))
    (request,) = api.requests
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in request.raw
    assert request.headers["user-agent"] == "research-graph/0.1.0 (mailto:me@example.org)"


@pytest.mark.parametrize(("key", "hint"), [(None, "put a key"), ("wrong-k3y", "check the key")])
def test_a_refused_key_names_the_setting(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path, key: str | None, hint: str
) -> None:
    api.key = KEY
    with pytest.raises(SourceError, match="HTTP 401: Invalid or missing API key: API key not found") as caught:
        run(FetchQuery(works=[WORK]), tmp_path, replace(settings, api_key=key))
    assert len(api.requests) == 1
    assert caught.value.hint is not None
    assert hint in caught.value.hint
    assert "RESEARCH_GRAPH_OPENALEX_API_KEY" in caught.value.hint


def test_the_key_is_in_no_file_log_or_error(
    api: OpenAlexApi,
    settings: FetchSettings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    keyed = replace(settings, api_key=KEY, max_retries=1)
    api.key = KEY
    api.merged = {"A1000000001": AUTHOR}
    api.fail(500)
    with structlog.testing.capture_logs() as logged:
        run(FetchQuery(authors=["A1000000001"]), tmp_path, keyed)
        api.fail(403, content={"error": "Forbidden", "message": f"your key {KEY} is too weak"})
        with pytest.raises(ResearchGraphError, match=r"your key \*\*\* is too weak") as refused:
            run(FetchQuery(works=[WORK]), tmp_path / "refused", keyed)
        api.deliver(b"{", cut=True)
        api.deliver(b"{", cut=True)
        with pytest.raises(SourceError) as failed:
            run(FetchQuery(works=[WORK]), tmp_path / "failed", keyed)
    written = b"".join(tree(tmp_path).values()) + "".join(tree(tmp_path)).encode()
    said = f"{logged}{caplog.text}{capfd.readouterr()}{refused.value!r}{refused.value.hint}{failed.value!r}{keyed!r}"
    assert [entry["event"] for entry in logged].count("fetch.retry") == 2
    assert KEY.encode() not in written
    assert KEY not in said
    error: BaseException | None = failed.value
    while error is not None:
        assert KEY not in repr(error)
        error = error.__cause__ or error.__context__


def test_retry_after_is_honored(api: OpenAlexApi, settings: FetchSettings, clock: Clock, tmp_path: Path) -> None:
    api.fail(429, times=2, Retry_After="7")
    report = run(FetchQuery(works=[WORK]), tmp_path, settings, clock)
    assert (report.complete, report.requests, len(api.requests)) == (True, 3, 3)
    assert clock.waits == [7.0, 7.0]


def test_500_twice_then_success_backs_off_further_each_time(
    api: OpenAlexApi, settings: FetchSettings, clock: Clock, tmp_path: Path
) -> None:
    api.fail(500, times=2)
    assert run(FetchQuery(works=[WORK]), tmp_path, settings, clock).complete
    assert clock.waits == [0.5, 1.0]


def test_backoff_is_spread_by_chance(api: OpenAlexApi, settings: FetchSettings, clock: Clock, tmp_path: Path) -> None:
    api.fail(503)
    fetch_openalex(
        FetchQuery(works=[WORK]), tmp_path, settings=settings, timing=replace(clock.timing, jitter=lambda: 0.5)
    )
    assert clock.waits == [0.75]


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        pytest.param(b'{"meta": {}, "results": [', True, id="shorter than announced"),
        pytest.param(b'{"meta": {}, "results": [', False, id="cut JSON of the announced length"),
        pytest.param(b"<html>busy</html>", False, id="a web page"),
        pytest.param(b"[]", False, id="not an object"),
    ],
)
def test_a_broken_body_is_asked_for_again(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path, body: bytes, cut: bool
) -> None:
    api.pass_over(2)
    api.deliver(body, cut=cut)
    report = run(FetchQuery(authors=[AUTHOR]), tmp_path, settings)
    assert (report.complete, len(api.requests)) == (True, ALL_REQUESTS + 1)
    assert api.requests[2].raw == api.requests[3].raw
    assert len(records(tmp_path, "works")) == WORKS_OF_AUTHOR


def test_a_broken_gzip_body_is_asked_for_again(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    api.deliver(gzip.compress(b'{"id": "https://openalex.org/W1"}')[:20], Content_Encoding="gzip")
    assert run(FetchQuery(works=[WORK]), tmp_path, settings).requests == 2
    assert records(tmp_path, "works") == [WORK]


def test_no_server_is_an_error_after_the_last_attempt(clock: Clock, tmp_path: Path) -> None:
    with OpenAlexApi() as gone:
        url = gone.url
    settings = FetchSettings(base_url=url, max_retries=2, requests_per_second=1e6, timeout=1.0)
    with pytest.raises(SourceError, match=f"/works/{WORK}: 3 attempts, the last with NewConnectionError") as caught:
        run(FetchQuery(works=[WORK]), tmp_path, settings, clock)
    assert caught.value.hint == "run it again later; it goes on where it stopped"
    assert clock.waits == [0.5, 1.0]


def test_what_was_done_before_an_error_is_kept(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    api.pass_over(3)
    api.fail(500, times=3)
    with pytest.raises(SourceError, match="3 attempts, the last with HTTP 500"):
        run(FetchQuery(authors=[AUTHOR]), tmp_path, replace(settings, max_retries=2))
    assert len(api.requests) == 6
    report = run(FetchQuery(authors=[AUTHOR]), tmp_path, settings)
    assert (report.complete, report.requests, report.total_requests) == (True, 2, 8)
    assert len(records(tmp_path, "works")) == WORKS_OF_AUTHOR


def test_a_refused_filter_says_what_the_api_says(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    api.fail(400, content={"error": "Invalid filter", "message": "Unknown filter field: authr"})
    with pytest.raises(
        SourceError, match=r"/works\?filter=authr:x.* HTTP 400: Invalid filter: Unknown filter field: authr"
    ):
        run(FetchQuery(filter="authr:x"), tmp_path, settings)
    assert len(api.requests) == 1


def test_a_filter_of_a_paid_plan_is_no_reason_to_wait(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    api.fail(429, content={"error": "Plan upgrade required"}, Retry_After="5")
    with pytest.raises(SourceError, match="Plan upgrade required") as caught:
        run(FetchQuery(filter="type:article", since=date(2026, 1, 1)), tmp_path, settings)
    assert "paid plan" in str(caught.value.hint)
    assert len(api.requests) == 1


@pytest.mark.parametrize("body", [b'{"results": []}', b'{"meta": {}, "results": {}}', b'{"meta": 1, "results": []}'])
def test_an_answer_of_another_shape_is_refused(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path, body: bytes
) -> None:
    api.deliver(body)
    with pytest.raises(SourceError, match="is no page"):
        run(FetchQuery(filter="type:article"), tmp_path / "list", settings)
    api.deliver(body)
    with pytest.raises(SourceError, match="is no record of works"):
        run(FetchQuery(works=[WORK]), tmp_path / "record", settings)


def test_a_cursor_that_does_not_move_is_no_endless_loop(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    api.deliver(b'{"meta": {"count": 9, "next_cursor": "*"}, "results": [{"id": "https://openalex.org/W1"}]}')
    with pytest.raises(SourceError, match="does not move on"):
        run(FetchQuery(filter="type:article"), tmp_path, settings)


def test_ids_and_filters_arrive_as_they_were_given(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    doi = "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2?x#y%"
    api.records["works"][0]["doi"] = f"https://doi.org/{doi}"
    assert run(FetchQuery(works=[doi]), tmp_path / "doi", settings).not_found == ()
    api.deliver(b'{"meta": {}, "results": []}')
    terms = "institutions.country_code:fr+gb|!de,cited_by_count:>1,display_name.search:łódź #1 50%"
    run(FetchQuery(filter=terms), tmp_path / "filter", settings)
    assert api.requests[-1].query["filter"] == terms
