"""A fetch that was killed, repeated, refreshed or pointed at the wrong directory."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from research_graph.loaders.fetch import FetchProgress, FetchQuery, FetchSettings
from research_graph.schema.errors import Damaged, SourceError, StorageError, UsageError, WorkspaceBusy
from support.fetching import (
    ALL_REQUESTS,
    AUTHOR,
    WORK,
    WORKS_OF_AUTHOR,
    die_at_save,
    is_by,
    run,
    stop_after,
    tree,
)
from support.openalex_api import OpenAlexApi


def test_a_fetch_killed_after_any_page_resumes_with_the_remaining_requests_only(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    query = FetchQuery(authors=[AUTHOR])
    run(query, tmp_path / "undisturbed", settings)
    for done in range(1, ALL_REQUESTS):
        into = tmp_path / str(done)
        api.requests.clear()
        with pytest.raises(KeyboardInterrupt):
            run(query, into, settings, progress=stop_after(done))
        assert len(api.requests) == done
        report = run(query, into, settings)
        assert len(api.requests) == ALL_REQUESTS
        assert (report.complete, report.requests, report.total_requests) == (True, ALL_REQUESTS - done, ALL_REQUESTS)
        assert tree(into) == tree(tmp_path / "undisturbed")


def test_a_fetch_killed_instead_of_any_note_asks_for_no_finished_page_again(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = FetchQuery(authors=[AUTHOR])
    run(query, tmp_path / "undisturbed", settings)
    last = 7  # new, looked up, lists planned, four pages
    for fatal in range(2, last + 1):
        into = tmp_path / str(fatal)
        api.requests.clear()
        die_at_save(fatal, monkeypatch)
        with pytest.raises(KeyboardInterrupt):
            run(query, into, settings)
        monkeypatch.undo()
        asked = len(api.requests)
        report = run(query, into, settings)
        empty_page_again = 1 if fatal == last else 0  # it holds nothing, so it left no file
        assert (report.complete, len(api.requests)) == (True, ALL_REQUESTS + empty_page_again)
        assert report.requests == len(api.requests) - asked
        assert tree(into) == tree(tmp_path / "undisturbed")


def test_a_merge_is_noted_once_where_its_page_could_not_be_written(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    api.merged = {"A1000000001": AUTHOR}
    query = FetchQuery(authors=["A1000000001"])
    blocked = tmp_path / "fetched" / "authors"
    api.fail(400)
    with pytest.raises(SourceError):
        run(query, blocked.parent, settings)
    blocked.write_text("a file where the folder should be")
    with pytest.raises(StorageError, match="cannot write"):
        run(query, blocked.parent, settings)
    blocked.unlink()
    assert [merge.id for merge in run(query, blocked.parent, settings).merged] == ["A1000000001"]


@pytest.mark.parametrize("fatal", [2, 3], ids=["before the record's page", "after it"])
def test_a_merge_survives_a_kill_around_its_page(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fatal: int
) -> None:
    api.merged = {"A1000000001": AUTHOR}
    query = FetchQuery(authors=["A1000000001"])
    run(query, tmp_path / "undisturbed", settings)
    die_at_save(fatal, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        run(query, tmp_path / "killed", settings)
    monkeypatch.undo()
    assert [merge.id for merge in run(query, tmp_path / "killed", settings).merged] == ["A1000000001"]
    path = "merged_ids/authors/2026-02-01.csv.gz"
    assert (tmp_path / "killed" / path).read_bytes() == (tmp_path / "undisturbed" / path).read_bytes()


def test_a_killed_process_leaves_a_directory_that_the_next_run_finishes(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    script = f"""
import os, signal
from pathlib import Path
from research_graph.loaders.fetch import FetchQuery, FetchSettings, fetch_openalex
def kill(step):
    if step.requests == 3:
        os.kill(os.getpid(), signal.SIGKILL)
settings = FetchSettings(base_url={api.url!r}, per_page=3)
fetch_openalex(FetchQuery(authors=[{AUTHOR!r}]), Path({str(tmp_path / "killed")!r}), settings=settings, progress=kill)
"""
    killed = subprocess.run([sys.executable, "-c", script], timeout=60, check=False, env={**os.environ})
    assert killed.returncode == -signal.SIGKILL
    assert len(api.requests) == 3
    assert run(FetchQuery(authors=[AUTHOR]), tmp_path / "killed", settings).requests == ALL_REQUESTS - 3
    run(FetchQuery(authors=[AUTHOR]), tmp_path / "undisturbed", settings)
    assert tree(tmp_path / "killed") == tree(tmp_path / "undisturbed")


def test_a_finished_fetch_asks_nothing_until_refreshed(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    query = FetchQuery(authors=[AUTHOR])
    run(query, tmp_path, settings)
    before = tree(tmp_path)
    api.requests.clear()
    again = run(query, tmp_path, settings)
    assert (api.requests, again.complete, again.requests, again.total_requests) == ([], True, 0, ALL_REQUESTS)
    assert (again.records, again.dollars) == (1 + WORKS_OF_AUTHOR, 0)
    assert tree(tmp_path) == before
    api.records["works"] = [work for work in api.records["works"] if not is_by(work, AUTHOR)]
    fresh = run(query, tmp_path, settings, refresh=True)
    assert (fresh.complete, fresh.total_requests, fresh.records) == (True, 2, 1)
    assert not (tmp_path / "works").exists()


def test_a_refresh_killed_while_it_deletes_takes_up_no_old_page(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = FetchQuery(authors=[AUTHOR])
    run(query, tmp_path, settings)
    old = (tmp_path / "works/page-000001.json.gz").read_bytes()
    api.records["works"].reverse()

    def dying(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "rmtree", dying)
    with pytest.raises(KeyboardInterrupt):
        run(query, tmp_path, settings, refresh=True)
    monkeypatch.undo()
    assert run(query, tmp_path, settings).requests == ALL_REQUESTS
    assert (tmp_path / "works/page-000001.json.gz").read_bytes() != old


def test_another_query_into_the_directory_is_refused(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    run(FetchQuery(works=[WORK]), tmp_path, settings)
    before = tree(tmp_path)
    with pytest.raises(UsageError, match=f'another query\'s fetch: .*"{WORK}"') as caught:
        run(FetchQuery(authors=[AUTHOR]), tmp_path, settings, refresh=True)
    assert caught.value.hint == "fetch into another directory, or delete this one"
    with pytest.raises(UsageError, match=f"from {api.url}"):
        run(FetchQuery(works=[WORK]), tmp_path, replace(settings, base_url="https://api.openalex.org"))
    assert tree(tmp_path) == before
    assert len(api.requests) == 1


def test_a_directory_with_other_files_is_refused(api: OpenAlexApi, settings: FetchSettings, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(UsageError, match="neither empty nor a fetch"):
        run(FetchQuery(works=[WORK]), tmp_path, settings)
    with pytest.raises(UsageError, match="is a file"):
        run(FetchQuery(works=[WORK]), tmp_path / "thesis.tex", settings)
    assert api.requests == []


@pytest.mark.parametrize("content", ["", "[]", '{"format": 2}', '{"format": 1, "complete": true}'])
def test_a_damaged_state_is_said_so(settings: FetchSettings, tmp_path: Path, content: str) -> None:
    (tmp_path / "fetch.json").write_text(content)
    with pytest.raises(Damaged, match=r"fetch\.json is no state of a fetch"):
        run(FetchQuery(works=[WORK]), tmp_path, settings)


def test_two_fetches_into_one_directory_exclude_each_other(
    api: OpenAlexApi, settings: FetchSettings, tmp_path: Path
) -> None:
    query = FetchQuery(works=[WORK])

    def meanwhile(_: FetchProgress) -> None:
        with pytest.raises(WorkspaceBusy, match="another process fetches into"):
            run(query, tmp_path, settings)

    assert run(query, tmp_path, settings, progress=meanwhile).complete
