from __future__ import annotations

import json
from pathlib import Path

import pytest
from research_graph.ledger.manifest import Mode
from research_graph.schema.errors import OlderRelease, Shrinkage, SourceError, TooManyRejections
from research_graph.schema.records import Deletion, Record, VenueRecord
from support.ledgers import open_ledger, papers, stage, take, titles

HUNDRED = papers(*(f"P{number:03}" for number in range(100)))


def test_share_of_rejections_at_the_limit_is_accepted_and_above_it_refused(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    ledger.judge(stage(ledger, HUNDRED[:99], rejected=1))
    staged = stage(ledger, HUNDRED[:98], rejected=1)
    with pytest.raises(TooManyRejections) as caught:
        ledger.judge(staged)
    assert caught.value.message == (
        "src: 1 of 99 records were rejected, more than 1.00% (file:1: no title); nothing was loaded"
    )
    assert caught.value.hint is not None
    assert str(staged.path / "rejections.parquet") in caught.value.hint
    ledger.judge(stage(ledger, HUNDRED[:98], rejected=1), max_rejected=0.02)


def test_refusal_names_the_first_few_rejections(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    with pytest.raises(TooManyRejections, match=r"5 of 6 .*\(file:1: no title; file:2: no title; file:3: no title\)"):
        ledger.judge(stage(ledger, HUNDRED[:1], rejected=5))


def test_repairs_do_not_count_as_rejections(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    with ledger.stage("src", mode=Mode.SNAPSHOT, loader_version=1) as staging:
        for record in HUNDRED:
            staging.add(record)
            staging.repair("file:1", "an invalid ORCID left out")
        ledger.judge(staging.finish(release=None, license=None, inputs=None), max_rejected=0.0)


@pytest.mark.parametrize("mode", list(Mode))
def test_load_without_any_record_is_refused(tmp_path: Path, mode: Mode) -> None:
    ledger = open_ledger(tmp_path)
    with pytest.raises(SourceError, match="src: the input holds no record") as caught:
        ledger.judge(stage(ledger, [], mode=mode))
    assert type(caught.value) is SourceError


def test_deletions_alone_are_a_load(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    ledger.judge(stage(ledger, [Deletion("paper", "P1")], mode=Mode.UPDATE))


def test_snapshot_may_drop_a_tenth_and_not_more(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, HUNDRED)
    ledger.judge(stage(ledger, HUNDRED[10:]))
    with pytest.raises(Shrinkage) as caught:
        ledger.judge(stage(ledger, HUNDRED[11:]))
    assert caught.value.message == (
        "src: this snapshot would drop 11 of 100 papers, for example P000, P001, P002; nothing was loaded"
    )
    assert "--allow-shrink" in (caught.value.hint or "")
    ledger.judge(stage(ledger, HUNDRED[11:]), allow_shrink=True)


def test_dropped_papers_count_even_where_others_came(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, HUNDRED)
    with pytest.raises(Shrinkage, match="drop 50 of 100 papers"):
        ledger.judge(stage(ledger, [*HUNDRED[50:], *papers(*(f"Q{number}" for number in range(200)))]))


def test_shrinkage_is_measured_on_what_is_in_force(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, HUNDRED)
    take(ledger, [Deletion("paper", f"P{number:03}") for number in range(50)], mode=Mode.UPDATE)
    ledger.judge(stage(ledger, HUNDRED[50:]))
    ledger.judge(stage(ledger, HUNDRED[55:]))
    with pytest.raises(Shrinkage, match="drop 6 of 50 papers"):
        ledger.judge(stage(ledger, HUNDRED[56:]))


def test_update_never_shrinks(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, HUNDRED)
    ledger.judge(stage(ledger, HUNDRED[:1], mode=Mode.UPDATE))


def test_source_without_papers_is_judged_by_its_other_records(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    venues: list[Record] = [VenueRecord(f"V{number}", "v") for number in range(10)]
    take(ledger, venues)
    ledger.judge(stage(ledger, venues[1:]))
    with pytest.raises(Shrinkage, match="drop 2 of 10 records, for example V0, V1;"):
        ledger.judge(stage(ledger, venues[2:]))


@pytest.mark.parametrize("mode", list(Mode))
def test_older_release_is_refused(tmp_path: Path, mode: Mode) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, papers("A"), release="2025-11-24")
    with pytest.raises(OlderRelease) as caught:
        ledger.judge(stage(ledger, papers("A", "B"), release="2021-02", mode=mode))
    assert caught.value.message == "src: release 2021-02 is older than 2025-11-24, which is loaded"
    assert "--allow-older" in (caught.value.hint or "")
    ledger.judge(stage(ledger, papers("A", "B"), release="2021-02", mode=mode), allow_older=True)


@pytest.mark.parametrize(("loaded", "given"), [("2021", "2021"), ("2021", "2022"), (None, "2021"), ("2021", None)])
def test_release_that_is_not_older_is_taken(tmp_path: Path, loaded: str | None, given: str | None) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, papers("A"), release=loaded)
    ledger.judge(stage(ledger, papers("A", "B"), release=given))


def test_older_release_that_was_insisted_on_rules_until_the_next_load(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, papers("A", "B"), release="2025")
    older = stage(ledger, papers("A"), release="2021")
    ledger.judge(older, allow_older=True, allow_shrink=True)
    ledger.accept(older)
    view = ledger.view()
    assert titles(view) == {"A": "t"}
    assert view.sources[0].release == "2021"
    between = stage(ledger, papers("A", "C"), release="2023")
    ledger.judge(between)
    ledger.accept(between)
    assert titles(ledger.view()) == {"A": "t", "C": "t"}


def test_release_of_an_update_counts(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, papers("A"), release="2020")
    take(ledger, papers("B"), release="2022", mode=Mode.UPDATE)
    with pytest.raises(OlderRelease, match="older than 2022"):
        ledger.judge(stage(ledger, papers("C"), release="2021", mode=Mode.UPDATE))


def test_load_in_force_is_not_refused_again(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    take(ledger, papers("A"), release="2020")
    take(ledger, papers("B", "C"), release="2022", mode=Mode.UPDATE)
    staged = stage(ledger, papers("A"), release="2020")
    ledger.judge(staged)
    assert ledger.accept(staged) is None
    assert titles(ledger.view()) == {"A": "t", "B": "t", "C": "t"}


def test_refused_load_stays_with_its_report_and_only_the_newest_does(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    refused = []
    for number in range(3):
        with ledger.stage("src", mode=Mode.SNAPSHOT, loader_version=1) as staging:
            staging.reject(f"file:{number}", "no title")
            refused.append(staging.finish(release=None, license=None, inputs=None))
            with pytest.raises(TooManyRejections):
                ledger.judge(refused[-1])
    with ledger.stage("src", mode=Mode.SNAPSHOT, loader_version=1):
        pass
    assert [staged.path.exists() for staged in refused] == [False, False, True]
    report = json.loads((refused[-1].path / "refused.json").read_text())
    assert report["code"] == "TOO_MANY_REJECTIONS"
    assert report["message"].startswith("src: 1 of 1 records were rejected")
    assert ledger.sources() == []


def test_refusal_inside_the_context_keeps_the_report(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    with pytest.raises(SourceError), ledger.stage("src", mode=Mode.SNAPSHOT, loader_version=1) as staging:
        ledger.judge(staging.finish(release=None, license=None, inputs=None))
    assert [(path / "refused.json").exists() for path in (tmp_path / "staging").iterdir()] == [True]
