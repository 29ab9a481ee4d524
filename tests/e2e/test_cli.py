"""Every command as a person or a program calls it: what it prints, where, and its exit status."""

import json
from pathlib import Path

import pytest
from research_graph.ledger.workspace import Workspace
from support.cli import done, run
from support.three_sources import ANTHOLOGY, write_records

NOTHING = {"added": 0, "changed": 0, "removed": 0}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_records(tmp_path / "anthology.jsonl", ANTHOLOGY)


def with_header(path: Path, **about: str) -> Path:
    lines = path.read_text(encoding="utf-8")
    path.write_text(json.dumps({"kind": "source", **about}) + "\n" + lines, encoding="utf-8")
    return path


def test_load_reports_as_json_and_the_same_again_writes_nothing(tmp_path: Path, file: Path) -> None:
    call = ("load", "records", file, "--name", "mine", "--release", "2024", "--json")
    first = done(*call, workspace=tmp_path / "w")
    assert first.err == ""
    report = first.json
    assert {name: report[name] for name in ("source", "read", "rejected", "is_new")} == {
        "source": "mine",
        "read": 4,
        "rejected": 0,
        "is_new": True,
    }
    assert len(report["load"]) == len(report["build"]) == 20
    added = report["published"].pop("added")
    assert added > 10
    assert report["published"] == {"changed": 0, "removed": 0, "unchanged": 0}
    again = done(*call, workspace=tmp_path / "w").json
    assert (again["load"], again["build"], again["is_new"]) == (report["load"], report["build"], False)
    assert again["published"] == {**NOTHING, "unchanged": added}


def test_no_publish_stops_after_the_build_and_publish_goes_on(tmp_path: Path, file: Path) -> None:
    report = done("load", "records", file, "--name", "mine", "--no-publish", "--json", workspace=tmp_path / "w").json
    assert report["published"] is None
    assert [build["build"] for build in done("builds", "list", "--json", workspace=tmp_path / "w").json] == [
        report["build"]
    ]
    empty = run("stats", workspace=tmp_path / "w")
    assert (empty.status, empty.out) == (2, "")
    assert empty.err == (
        f"error: the store sqlite:///{tmp_path}/w/store.sqlite is empty\n"
        f"hint: `research-graph publish` fills it with what is loaded in {tmp_path}/w\n"
    )
    published = done("publish", "--json", workspace=tmp_path / "w").json
    assert published["added"] > 10
    assert done("publish", "--json", workspace=tmp_path / "w").json == {**NOTHING, "unchanged": published["added"]}


def test_publish_builds_what_was_accepted_but_never_built(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("research_graph.pipeline.resolve", killed)
        stopped = run("load", "records", file, "--name", "mine", workspace=tmp_path / "w")
    assert stopped.status == 130
    assert stopped.err.endswith("stopped; run the same command again to go on\n")
    assert done("publish", "--json", workspace=tmp_path / "w").json["added"] > 10


def test_a_load_for_people_says_what_was_read_and_written(tmp_path: Path, file: Path) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.write('{"kind": "paper", "record": "A9"}\n')
    found = done(
        "load", "records", file, "--name", "mine", workspace=tmp_path, environment={"RESEARCH_GRAPH_MAX_REJECTED": "1"}
    )
    first, where, build, published = found.out.splitlines()
    load = first.removeprefix("mine: 5 records read, 1 rejected (load ").removesuffix(")")
    assert len(load) == 20
    assert where == "1 rejection: see `research-graph ledger rejections mine`"
    listed = done("ledger", "rejections", "mine", workspace=tmp_path).out.splitlines()
    assert listed[-1].split()[:3] == ["rejected", "anthology.jsonl:5", "title:"]
    again = done("load", "records", file, "--name", "mine", workspace=tmp_path).out.splitlines()
    assert again[:2] == [
        f"mine: nothing new, load {load} is known already",
        "1 rejection when it was taken: see `research-graph ledger rejections mine`",
    ]
    (row,) = done("ledger", "rejections", "mine", "--json", workspace=tmp_path).json
    assert (row["locator"], row["is_partial"]) == ("anthology.jsonl:5", False)
    assert build.startswith("build ")
    assert published.startswith("published: ")
    assert {"read …", "ledger …", "identity …", "assembly …", "publish Author …"} <= set(found.err.splitlines())


@pytest.mark.parametrize(
    ("about", "options", "error"),
    [
        ({"name": "theirs"}, ("--name", "mine"), "the files say that they are from 'theirs', not 'mine'"),
        ({"release": "2024"}, (), "nothing says which source these records are from"),
        ({}, ("--name", "No Name!"), "'No Name!' is no name for a source"),
    ],
)
def test_a_source_of_records_needs_one_good_name(
    tmp_path: Path, file: Path, about: dict[str, str], options: tuple[str, ...], error: str
) -> None:
    found = run("load", "records", with_header(file, **about), *options, workspace=tmp_path / "w")
    assert (found.status, found.out) == (2, "")
    assert error in found.err
    assert "\nhint: " in found.err
    assert Workspace(tmp_path / "w").open_ledger().sources() == []


def test_the_header_names_source_release_and_license(tmp_path: Path, file: Path) -> None:
    with_header(file, name="mine", release="2024-05", license="CC0-1.0")
    assert done("load", "records", file, "--json", workspace=tmp_path / "w").json["source"] == "mine"
    mine = {"name": "mine", "title": "own records", "license": "CC0-1.0", "release": "2024-05", "records": 4}
    sources = done("sources", "--json", workspace=tmp_path / "w").json
    assert sources["loaded"] == [mine]
    assert [source["name"] for source in sources["loadable"]] == ["acl-anthology", "openalex", "records"]
    loaded, loadable = done("sources", workspace=tmp_path / "w").out.split("\n\n")
    assert loaded.startswith(f"loaded in {tmp_path / 'w'}\n")
    assert ("mine" in loaded, "mine" in loadable, "openalex" in loaded) == (True, False, False)
    assert loadable.startswith("what can be loaded: research-graph load NAME PATH\n")
    assert "\nnothing yet\n" in done("sources", workspace=tmp_path / "nowhere").out
    assert done("stats", "--json", workspace=tmp_path / "w").json["sources"] == [
        {"name": "mine", "release": "2024-05", "records": 4}
    ]


@pytest.mark.parametrize(
    ("arguments", "status", "error"),
    [
        (("load", "records", "no/such/file", "--name", "x"), 3, "error: no/such/file: no such file or folder"),
        (("load", "records", "/dev/null", "--name", "x"), 3, "error: /dev/null: neither a file nor a folder"),
        (("load", "nothing", __file__), 2, "hint: sources are: acl-anthology, openalex, records"),
        (("load", "records"), 2, "Missing argument"),
        (("load", "records", __file__, "--shrink"), 2, "No such option: --shrink"),
        (("nonsense",), 2, "No such command 'nonsense'"),
        (("build", "nonsense"), 2, "No such command 'nonsense'"),
        (("search", "x", "--limit", "0"), 2, "greater than or equal to 1"),
        (("search", "x", "--kind", "autor"), 2, "hint: kinds are: author, cluster, institution, paper, topic, venue"),
        (("show", "redirect", "x"), 2, "error: no kind 'redirect'"),
        (("show", "author", "Nobody Known"), 2, "error: no author is called 'Nobody Known'"),
        (("show", "paper", "doi:10.1/x"), 2, "hint: it is no valid doi id"),
        (("remove-source", "nothing"), 2, "hint: sources here: anthology, open, third"),
        (("build", "diff", "abc", "def"), 2, "error: no build is named 'abc'"),
        (("export", "tables", "--out", "x"), 2, "error: cannot export 'tables' as 'jsonl'"),
        (("ledger", "dump", "nothing"), 2, "hint: sources: anthology, open, third"),
        (("publish", "--run", "true"), 2, "error: --into and --run belong to --offline"),
        (("--store", "sqlite://host/file", "stats"), 2, "error: option --store: must be sqlite:///FILE"),
        (("--store", "sqlite://", "stats"), 2, "error: option --store: must be sqlite:///FILE"),
        (("--store", "sqlite:////dev/null/store", "stats"), 4, "error: /dev/null/store"),
        (("fetch", "openalex", "x"), 2, "error: "),
        (("fetch", "openalex", "x", "--since", "yesterday"), 2, "Invalid value for '--since'"),
        (("fetch", "openalex", "x", "--work", "W1", "--max-dollars", "much"), 2, "error: --max-dollars: 'much'"),
        (("fetch", "openalex", "x", "--work", "W1", "--max-dollars", "nan"), 2, "error: max_dollars is NaN"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_calls_end_with_a_message_and_a_status(
    stages: dict[str, Workspace], arguments: tuple[str, ...], status: int, error: str
) -> None:
    found = run(*arguments, workspace=stages["third"].path)
    assert (found.status, found.out) == (status, "")
    assert error in found.err
    assert "Traceback" not in found.err


def test_debug_shows_the_trace_and_keeps_the_status(tmp_path: Path) -> None:
    found = run("--debug", "load", "records", "no/such/file", workspace=tmp_path)
    assert found.status == 3
    assert "Traceback (most recent call last)" in found.err
    assert found.err.endswith("error: no/such/file: no such file or folder\nhint: check the path\n")


@pytest.mark.parametrize("command", ["load", "fetch openalex", "builds prune", "ledger dump"])
def test_help_works_whatever_the_settings_are(command: str) -> None:
    found = done(*command.split(), "--help", environment={"RESEARCH_GRAPH_NONSENSE": "1"})
    assert f"research-graph {command}" in found.out


def test_an_unknown_setting_is_refused_with_the_one_that_was_meant(tmp_path: Path) -> None:
    found = run("stats", environment={"RESEARCH_GRAPH_WORKSPCE": str(tmp_path)})
    assert (found.status, found.out) == (2, "")
    assert found.err == "error: unknown setting RESEARCH_GRAPH_WORKSPCE\nhint: did you mean RESEARCH_GRAPH_WORKSPACE?\n"


def test_remove_source_takes_it_out_everywhere(loaded: Workspace) -> None:
    report = done("remove-source", "open", "--json", workspace=loaded.path).json
    assert sorted(report) == ["build", "published", "source"]
    assert report["published"]["removed"] > 0
    stats = done("stats", "--json", workspace=loaded.path).json
    assert (stats["build"], [source["name"] for source in stats["sources"]]) == (
        report["build"],
        ["anthology", "third"],
    )
    assert run("remove-source", "open", workspace=loaded.path).status == 2


def test_an_interrupted_removal_goes_on(loaded: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("research_graph.pipeline.resolve", killed)
        assert run("remove-source", "open", workspace=loaded.path).status == 130
    assert done("remove-source", "open", "--json", workspace=loaded.path).json["published"]["removed"] > 0


def test_what_builds_does_is_found_under_build_too_and_listed_once(loaded: Workspace) -> None:
    listed = done("builds", "list", "--json", workspace=loaded.path).json
    assert done("build", "list", "--json", workspace=loaded.path).json == listed != []
    assert done("build", "prune", "--keep", "9", workspace=loaded.path).out == "0 builds removed\n"
    help_of_build, help_of_builds = (done(name, "--help").out for name in ("build", "builds"))
    assert ("prune" in help_of_build, "diff" in help_of_build, "prune" in help_of_builds) == (False, True, True)


def test_builds_are_listed_compared_and_pruned(loaded: Workspace) -> None:
    before = loaded.current.read_text(encoding="utf-8").strip()
    done("remove-source", "third", "--json", workspace=loaded.path)
    after = loaded.current.read_text(encoding="utf-8").strip()
    builds = done("builds", "list", "--json", workspace=loaded.path).json
    assert [build["build"] for build in builds if build["is_current"]] == [after]
    assert {before, after} <= {build["build"] for build in builds}
    changes = done("build", "diff", before[:8], after[:8], "--json", workspace=loaded.path).json
    assert changes["Paper"]["removed"] == 1
    assert changes["Author"] == done("build", "diff", before, after, "--json", workspace=loaded.path).json["Author"]
    same = done("build", "diff", after, after, "--canonical", "--json", workspace=loaded.path).json
    assert all(row == NOTHING for row in same.values())
    pruned = done("builds", "prune", "--keep", "1", workspace=loaded.path).out
    assert pruned.endswith(" builds removed\n")
    left = {build["build"] for build in done("builds", "list", "--json", workspace=loaded.path).json}
    assert after in left
    assert len(left) == len(builds) - int(pruned.split()[0])
    assert done("build", "--json", workspace=loaded.path).json == {"build": after}


def test_a_dump_loads_back_to_the_same_load_and_the_same_build(tmp_path: Path, loaded: Workspace) -> None:
    fresh = tmp_path / "fresh"
    for source in ("anthology", "open", "third"):
        dump = tmp_path / f"{source}.jsonl.gz"
        done("ledger", "dump", source, "--out", dump, workspace=loaded.path)
        again = done("load", "records", dump, "--json", workspace=loaded.path).json
        assert (again["source"], again["is_new"]) == (source, False)
        assert {name: again["published"][name] for name in NOTHING} == NOTHING
        there = done("load", "records", dump, "--json", workspace=fresh).json
        assert there["load"] == again["load"]
    assert there["build"] == loaded.current.read_text(encoding="utf-8").strip()
    listed = done("ledger", "list", "--json", workspace=fresh).json
    assert listed == done("ledger", "list", "--json", workspace=loaded.path).json


def test_an_offline_publish_writes_files_and_says_or_runs_the_command(loaded: Workspace, tmp_path: Path) -> None:
    call = ("publish", "--offline", "--into", tmp_path / "files")
    told = done(*call, "--json", workspace=loaded.path).json
    assert (told["folder"], told["is_run"], told["command"][0]) == (str(tmp_path / "files"), False, "neo4j-admin")
    written = {path.name for path in (tmp_path / "files").iterdir()}
    assert {"Author.parquet", "AUTHORED.parquet"} <= written
    plain = done(*call, workspace=loaded.path)
    assert plain.out.startswith("neo4j-admin database import full ")
    assert plain.err == "Stop the server, then run:\n"
    assert done(*call, "--run", "true", "--json", workspace=loaded.path).json["is_run"] is True
    failed = run(*call, "--run", "sh -c 'exit 7'", workspace=loaded.path)
    assert (failed.status, failed.err.splitlines()[0]) == (4, "error: the importer ended with status 7")
    missing = run(*call, "--run", "/no/such/importer", workspace=loaded.path)
    assert (missing.status, missing.err.splitlines()[0]) == (
        2,
        "error: cannot run /no/such/importer: No such file or directory",
    )
    assert run(*call, "--run", "'", workspace=loaded.path).status == 2
    assert run("publish", "--offline", workspace=tmp_path / "nothing").status == 2


def test_relative_workspaces_and_stores_are_relative_to_where_one_stands(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done("load", "records", file.name, "--name", "mine", workspace=Path("my/space"))
    assert (tmp_path / "my/space/store.sqlite").is_file()
    done("--store", "sqlite:///stores/a.sqlite", "publish", workspace=Path("my/space"))
    assert (tmp_path / "stores/a.sqlite").is_file()
    done("--store", f"sqlite:///{tmp_path}/stores/b.sqlite", "publish", workspace=Path("my/space"))
    assert (tmp_path / "stores/b.sqlite").is_file()
    for store in ("sqlite:///stores/a.sqlite", f"sqlite:///{tmp_path}/stores/b.sqlite"):
        assert done("--store", store, "stats", "--json", workspace=tmp_path / "nowhere").json["nodes"]["Paper"] == 3


def test_log_lines_go_to_standard_error_in_the_form_asked_for(tmp_path: Path, file: Path) -> None:
    environment = {"RESEARCH_GRAPH_LOG_LEVEL": "info", "RESEARCH_GRAPH_LOG_FORMAT": "json"}
    call = ("load", "records", file, "--name", "mine", "--json")
    found = done(*call, workspace=tmp_path / "w", environment=environment)
    assert found.json["source"] == "mine"
    events = [json.loads(line) for line in found.err.splitlines()]
    assert {"ledger.staged", "ledger.accepted"} <= {event["event"] for event in events}
    assert {event["level"] for event in events} == {"info"}
    assert "ledger.staged" in run("--debug", *call, "--update", workspace=tmp_path / "w").err
