"""Commands that read: what the store, the ledger and the settings hold, for people and for programs."""

import gzip
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from research_graph.ledger.workspace import Workspace
from research_graph.schema.records import Mention, PaperRecord
from support.cli import done, run
from support.three_sources import ANTHOLOGY, OPEN, QUN, write_records


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_records(tmp_path / "anthology.jsonl", ANTHOLOGY)


def test_stats_counts_what_the_store_holds(stages: dict[str, Workspace]) -> None:
    found = done("stats", "--json", workspace=stages["third"].path).json
    assert sorted(found) == ["build", "nodes", "relationships", "sources"]
    assert found["build"] == stages["third"].current.read_text(encoding="utf-8").strip()
    assert found["nodes"]["Paper"] == 5
    assert found["relationships"]["CITES"] == 2
    assert {source["name"] for source in found["sources"]} == {"anthology", "open", "third"}
    text = done("stats", workspace=stages["third"].path).out
    assert text.startswith(f"build {found['build']}, as of ")
    assert f"Author{found['nodes']['Author']}" in text.replace(" ", "")


def test_search_finds_names_and_beginnings_of_names(stages: dict[str, Workspace]) -> None:
    workspace = stages["third"].path
    hits = done("search", "Qun L", "--json", workspace=workspace).json
    assert {(hit["kind"], hit["name"]) for hit in hits} == {("author", "Qun Liu")}
    assert sorted(hits[0]) == ["id", "kind", "match", "name", "rank"]
    kinds = {hit["kind"] for hit in done("search", "huawei", "--json", workspace=workspace).json}
    assert kinds == {"institution"}
    assert done("search", "huawei", "--kind", "paper", "--kind", "author", "--json", workspace=workspace).json == []
    assert len(done("search", "huawei", "--limit", "1", "--json", workspace=workspace).json) == 1
    assert "Machine translation" in done("search", "machine trans", workspace=workspace).out
    assert done("search", "zzz", workspace=workspace).out == "nothing found; try fewer or shorter words\n"


def test_search_shows_hits_by_kind_and_what_their_numbers_are(stages: dict[str, Workspace]) -> None:
    workspace = stages["third"].path
    (person,) = done("search", "Qun Liu", "--json", workspace=workspace).json
    lines = done("search", "Qun Liu", workspace=workspace).out.splitlines()
    assert lines[0] == "people (1)"
    assert lines[1].split() == ["id", "name", "years", "papers"]
    assert lines[3].split() == [person["id"], "Qun", "Liu", "2019–2021", str(person["rank"])]
    page = done("search", "a", "--limit", "4", workspace=workspace)
    heads = [line for line in page.out.splitlines() if line.endswith(")") and "(" in line]
    assert heads == [
        "people (1)",
        "papers (the best 1; --kind paper shows more)",
        "topics (1)",
        "institutions (1)",
        "venues (none shown; --kind venue shows more)",
    ]
    assert ["id", "name", "year", "citations"] in [line.split() for line in page.out.splitlines()]
    alone = done("search", "a", "--limit", "1", "--kind", "paper", workspace=workspace).out
    assert alone.startswith("papers (the best 1; a larger --limit shows more)\n")


def test_search_finds_people_by_initials(stages: dict[str, Workspace]) -> None:
    """No record prints `L. Weiss`."""
    for text in ("L. Weiss", "l weiss", "Weiß, L."):
        found = done("search", text, "--json", workspace=stages["third"].path).json
        assert {hit["name"] for hit in found} == {"Łukasz Weiß"}, text
    assert done("search", "W. Weiss", "--json", workspace=stages["third"].path).json == []


def test_show_takes_a_key_an_external_id_or_the_very_name(stages: dict[str, Workspace]) -> None:
    workspace = stages["third"].path
    by_id = done("show", "author", QUN, "--json", workspace=workspace).json
    assert (by_id["kind"], by_id["name"], by_id["redirected_from"]) == ("author", "Qun Liu", None)
    for named in (by_id["id"], "https://orcid.org/" + QUN.removeprefix("orcid:"), f" {by_id['id']} "):
        assert done("show", "author", named, "--json", workspace=workspace).json == by_id
    assert by_id["papers"]["total"] == len(by_id["papers"]["items"]) == by_id["paper_count"]
    assert done("show", "author", "ann BELL", "--json", workspace=workspace).json["name"] == "Ann Bell"
    wrong = run("show", "paper", QUN, workspace=workspace)
    assert wrong.status == 2
    assert wrong.err.endswith(f"hint: it is the author {by_id['id']}: research-graph show author {by_id['id']}\n")


def test_show_lists_the_candidates_where_a_name_is_not_one_person(stages: dict[str, Workspace]) -> None:
    workspace = stages["third"].path
    people = done("search", "Zoe Roe", "--kind", "author", "--json", workspace=workspace).json
    assert len(people) == 2
    several = run("show", "author", "Zoe Roe", workspace=workspace)
    assert (several.status, several.out) == (2, "")
    assert several.err.startswith("error: several are called 'Zoe Roe': ")
    assert all(f"{person['id']} (Zoe Roe, 1 paper)" in several.err for person in people)
    part = run("show", "author", "Qun", workspace=workspace)
    assert part.status == 2
    assert part.err.startswith("error: no author is called exactly 'Qun'; near it: ")


def test_show_prints_a_page_with_every_list_and_its_full_length(stages: dict[str, Workspace]) -> None:
    page = done("show", "author", QUN, "--limit", "1", workspace=stages["third"].path).out
    head, *lines = page.splitlines()
    assert head.startswith("Qun Liu  (author A")
    assert "  orcid: 0000-0002-1825-0097" in lines
    assert any(line.startswith("collaborators (showing 1 of ") for line in lines)
    paper = done("show", "paper", "doi:10.1000/a1", workspace=stages["third"].path).out
    assert paper.startswith("Attention for rare words  (paper P")
    assert "Huawei Noah's Ark Lab" in paper
    assert "authors (3)" in paper
    for kind, name in (("institution", "Huawei"), ("topic", "Machine translation"), ("venue", "ACL")):
        assert f"({kind} {kind[0].upper()}" in done("show", kind, name, workspace=stages["third"].path).out


def test_a_dump_goes_to_standard_output(loaded: Workspace, tmp_path: Path) -> None:
    text = done("ledger", "dump", "open", workspace=loaded.path).out
    done("ledger", "dump", "open", "--out", tmp_path / "open.jsonl.gz", workspace=loaded.path)
    assert text.encode() == gzip.decompress((tmp_path / "open.jsonl.gz").read_bytes())
    assert len(text.splitlines()) == 1 + len(OPEN)


def test_export_writes_a_file_with_a_manifest(stages: dict[str, Workspace], tmp_path: Path) -> None:
    out = tmp_path / "deep" / "mentions.jsonl"
    found = done("export", "mentions", "--format", "jsonl", "--out", out, workspace=stages["third"].path)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert found.err == f"new folder {out.parent}\n{len(rows)} rows written to {out}, manifest {out}.manifest.json\n"
    again = done("export", "mentions", "--format", "jsonl", "--out", out, workspace=stages["third"].path)
    assert again.err == f"{len(rows)} rows written to {out}, manifest {out}.manifest.json\n"
    run("export", "tables", "--out", tmp_path / "other" / "x", workspace=stages["third"].path)
    assert not (tmp_path / "other").exists()
    whole = tmp_path / "graph"
    told = done("export", "graph", "--format", "csv", "--out", whole, workspace=stages["third"].path).err
    assert told.endswith(f" rows written to {whole}, manifest {whole}/manifest.json\n")
    assert (whole / "manifest.json").is_file()
    assert list(rows[0]) == ["source", "record", "position", "name", "author", "evidence", "confidence"]
    assert json.loads((tmp_path / "deep" / "mentions.jsonl.manifest.json").read_bytes())["rows"] == len(rows)
    empty = run("export", "mentions", "--out", out, workspace=tmp_path / "nothing")
    assert (empty.status, empty.err) == (2, "error: there is no build to export\nhint: load a source first\n")


def test_verify_finds_everything_in_place(stages: dict[str, Workspace]) -> None:
    assert done("verify", workspace=stages["third"].path).out == "everything is what its manifest says\n"
    assert done("verify", "--json", workspace=stages["third"].path).json == {"damages": [], "notes": []}
    assert done("ledger", "verify", workspace=stages["third"].path).out == "the ledger is what its manifests say\n"


def test_verify_says_when_the_store_holds_another_build(loaded: Workspace, tmp_path: Path, file: Path) -> None:
    done("load", "records", file, "--name", "more", "--no-publish", workspace=loaded.path)
    (note,) = done("verify", "--json", workspace=loaded.path).json["notes"]
    assert note.endswith("; `research-graph publish` changes it")
    loaded.published.unlink()
    shutil.rmtree(loaded.builds / note.split(" holds build ")[1].partition(",")[0])
    (note,) = done("verify", "--json", workspace=loaded.path).json["notes"]
    assert note.endswith("; it is another workspace's, `research-graph publish --replace` changes it")
    done("publish", "--replace", workspace=loaded.path)
    (note,) = done("--store", f"sqlite:///{tmp_path}/other", "verify", "--json", workspace=loaded.path).json["notes"]
    assert note == f"sqlite:///{tmp_path}/other is empty; `research-graph publish` fills it"
    assert done("verify", workspace=tmp_path / "nowhere").out.startswith("note: there is no build in ")
    assert not (tmp_path / "nowhere").exists()


def test_verify_and_doctor_say_what_is_behind(loaded: Workspace, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def states() -> dict[str, str]:
        return {row["check"]: row["state"] for row in done("doctor", "--json", workspace=loaded.path).json}

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    before = loaded.current.read_text(encoding="utf-8").strip()
    with monkeypatch.context() as patch:
        patch.setattr("research_graph.pipeline.resolve", killed)
        run("load", "records", file, "--name", "more", workspace=loaded.path)
    then = "`research-graph publish` builds and publishes what is loaded"
    behind = f"the current build {before} is behind the ledger (loaded since: more); {then}"
    assert done("verify", "--json", workspace=loaded.path).json == {"damages": [], "notes": [behind]}
    rows = {row["check"]: row for row in done("doctor", "--json", workspace=loaded.path).json}
    assert (rows["build"]["state"], rows["build"]["found"], rows["store"]["state"]) == ("behind", behind, "ok")
    done("build", workspace=loaded.path)
    assert (states()["build"], states()["store"]) == ("ok", "behind")
    done("publish", workspace=loaded.path)
    assert set(states().values()) == {"ok"}
    done("verify", workspace=loaded.path, environment={"RESEARCH_GRAPH_HALF_LIFE": "2"}).out.index("settings or the")
    with monkeypatch.context() as patch:
        patch.setattr("research_graph.pipeline.resolve", killed)
        run("remove-source", "more", workspace=loaded.path)
    (note,) = done("verify", "--json", workspace=loaded.path).json["notes"]
    assert " is behind the ledger (removed since: more); " in note


def test_what_is_loaded_but_was_never_built(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("research_graph.pipeline.resolve", killed)
        run("load", "records", file, "--name", "mine", workspace=tmp_path)
    assert done("verify", "--json", workspace=tmp_path).json["notes"] == [
        f"there is no build in {tmp_path}",
        "loaded but not built yet: mine; `research-graph publish` builds and publishes what is loaded",
    ]
    rows = {row["check"]: row["state"] for row in done("doctor", "--json", workspace=tmp_path).json}
    assert (rows["build"], rows["store"]) == ("behind", "ok")


def test_an_empty_store_and_an_empty_workspace(tmp_path: Path) -> None:
    for command in (("stats",), ("search", "x"), ("show", "author", "x"), ("collaborators", "x"), ("clusters", "list")):
        found = run(*command, workspace=tmp_path)
        assert found.status == 2
        assert found.err.startswith(
            f"error: the store sqlite:///{tmp_path}/store.sqlite is empty\nhint: nothing is loaded"
        )


def test_stats_without_years(tmp_path: Path) -> None:
    file = write_records(tmp_path / "undated.jsonl", [PaperRecord("p", "Undated", mentions=[Mention("Ann Bell")])])
    done("load", "records", file, "--name", "undated", workspace=tmp_path)
    first = done("stats", workspace=tmp_path).out.splitlines()[0]
    assert first.endswith(", as of unknown, no paper has a year")


def test_verify_finds_rows_of_the_store_that_are_not_the_builds(loaded: Workspace) -> None:
    with closing(sqlite3.connect(loaded.store)) as connection, connection:
        connection.execute("UPDATE Author SET name = 'Somebody Else' WHERE name = 'Zoe Roe'")
    found = run("verify", "--json", workspace=loaded.path)
    assert found.status == 4
    assert found.json == {
        "damages": [f"sqlite:///{loaded.store}: Author: 0 missing, 2 different, 0 too many"],
        "notes": ["`research-graph publish --replace` writes what differs in the store"],
    }
    assert done("publish", "--replace", "--json", workspace=loaded.path).json["changed"] == 2
    assert done("verify", "--json", workspace=loaded.path).json == {"damages": [], "notes": []}


def test_config_shows_what_is_in_force_and_no_secret(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("hush-hush\n", encoding="utf-8")
    environment = {
        "RESEARCH_GRAPH_STORE": "neo4j://ann:s3cr/e@t@db:7687",
        "RESEARCH_GRAPH_NEO4J_PASSWORD_FILE": str(secret),
        "RESEARCH_GRAPH_THREADS": "2",
        "RESEARCH_GRAPH_NEO4J_USER": "",
    }
    found = done("config", "--json", workspace=tmp_path / "w", environment=environment)
    shown = found.json
    assert shown["RESEARCH_GRAPH_STORE"] == "neo4j://ann:***@db:7687"
    assert shown["RESEARCH_GRAPH_NEO4J_PASSWORD"] == "***"
    assert shown["RESEARCH_GRAPH_WORKSPACE"] == str(tmp_path / "w")
    assert shown["RESEARCH_GRAPH_THREADS"] == "2"
    assert (shown["RESEARCH_GRAPH_NEO4J_USER"], shown["RESEARCH_GRAPH_REFERENCE_YEAR"]) == (None, None)
    text = done("config", workspace=tmp_path / "w", environment=environment).out
    for word in ("s3cr", "hush"):
        assert word not in found.out + text


def test_doctor_checks_what_commands_need(loaded: Workspace, tmp_path: Path) -> None:
    rows = {row["check"]: row for row in done("doctor", "--json", workspace=loaded.path).json}
    assert list(rows) == ["python", "sqlite", "workspace", "ledger", "build", "store"]
    assert all(row["state"] == "ok" for row in rows.values())
    assert rows["ledger"]["found"] == "anthology, open, third"
    current = loaded.current.read_text(encoding="utf-8").strip()
    assert rows["build"]["found"].startswith(f"{current} (")
    shutil.copyfile(__file__, loaded.store)
    wrong = run("doctor", "--json", workspace=loaded.path)
    assert wrong.status == 4
    assert [row["check"] for row in wrong.json if row["state"] == "wrong"] == ["store"]


def test_the_shell_is_offered_names(tmp_path: Path) -> None:
    def offered(words: str) -> list[str]:
        asked = {"_RESEARCH_GRAPH_COMPLETE": "complete_bash", "COMP_WORDS": f"research-graph {words}"}
        return run(environment={**asked, "COMP_CWORD": str(len(words.split(" ")))}).out.split()

    assert offered("load ") == ["acl-anthology", "openalex", "records"]
    assert offered("show p") == ["paper"]
    assert offered("search x --kind ven") == ["venue"]
    assert offered("export ") == ["mentions", "authors", "collaborators", "clusters", "graph"]
    assert offered("remove") == ["remove-source"]
