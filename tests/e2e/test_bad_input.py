"""Input that is broken, hostile or of another kind: a clear error or a counted rejection; nothing earlier is lost."""

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from research_graph.ledger.workspace import Workspace
from support.cli import done, run
from support.ledgers import contents_below

DATA = Path(__file__).parents[1] / "data"
ACL = DATA / "acl" / "2025"
WORKS = DATA / "openalex" / "works.jsonl.gz"

PAPER = {"kind": "paper", "record": "p1", "title": "A title", "year": 2020, "mentions": [{"name": "Ann Bell"}]}
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><collection id="X99"><volume id="1"><meta><booktitle>&c;</booktitle>'
    "</meta></volume></collection>"
)


def anthology(folder: Path, **files: str) -> Path:
    """A directory of the Anthology's form with these XML files."""
    (folder / "data" / "xml").mkdir(parents=True)
    for name, text in files.items():
        (folder / "data" / "xml" / f"{name}.xml").write_text(text, encoding="utf-8")
    return folder


def tar(path: Path, *members: tuple[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def cut(path: Path, into: Path, share: float = 0.5) -> Path:
    content = path.read_bytes()
    into.write_bytes(content[: int(len(content) * share)])
    return into


def packed_anthology(folder: Path) -> Path:
    with tarfile.open(folder / "acl.tar.gz", "w:gz") as archive:
        archive.add(ACL, "acl")
    return cut(folder / "acl.tar.gz", folder / "cut.tar.gz")


def lines(path: Path, *values: object) -> Path:
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    return path


def text(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


BROKEN_XML = (ACL / "data" / "xml" / "P18.xml").read_text(encoding="utf-8")[:900]

REFUSED: dict[str, tuple[str, Callable[[Path], Path], str]] = {
    "broken XML": ("acl-anthology", lambda tmp: anthology(tmp / "a", P18=BROKEN_XML), "P18.xml:"),
    "entity bomb": ("acl-anthology", lambda tmp: anthology(tmp / "a", X99=BOMB), "X99.xml:"),
    "zip slip": ("acl-anthology", lambda tmp: tar(tmp / "a.tar.gz", ("../../etc/evil", b"x")), "points outside"),
    "absolute member": ("acl-anthology", lambda tmp: tar(tmp / "a.tar.gz", ("/etc/evil", b"x")), "points outside"),
    "truncated tar": ("acl-anthology", packed_anthology, "cut.tar.gz: cannot be read to its end"),
    "no tar": ("acl-anthology", lambda tmp: WORKS, "no tar archive"),
    "no Anthology": ("acl-anthology", lambda tmp: folder(tmp / "empty"), "empty"),
    "truncated gzip": ("openalex", lambda tmp: cut(WORKS, tmp / "cut.gz"), "cut.gz is cut off"),
    "no gzip": ("openalex", lambda tmp: text(tmp / "works.gz", "hello"), "works.gz is named .gz but is no gzip file"),
    "no JSON": ("openalex", lambda tmp: text(tmp / "notes.md", "# Notes\n"), "notes.md"),
    "no works": ("openalex", lambda tmp: folder(tmp / "empty"), "empty holds no OpenAlex files"),
    "another source's": ("openalex", lambda tmp: ACL, "holds no OpenAlex files"),
    "no record": ("records", lambda tmp: text(tmp / "none.jsonl", "\n\n"), "the input holds no record"),
    "no object": (
        "records",
        lambda tmp: lines(tmp / "a.jsonl", PAPER, [1, 2]),
        "a.jsonl:2: the line is no JSON object",
    ),
    "no JSON line": ("records", lambda tmp: text(tmp / "a.jsonl", "{'kind': 'paper'}\n"), "a.jsonl:1: the line is no"),
    "no id": ("records", lambda tmp: lines(tmp / "a.jsonl", {"kind": "paper", "title": "t"}), "a.jsonl:1: record: is"),
    "no title": (
        "records",
        lambda tmp: lines(tmp / "a.jsonl", {"kind": "paper", "record": "p"}),
        "a.jsonl:1: title: is",
    ),
    "an empty title": ("records", lambda tmp: lines(tmp / "a.jsonl", {**PAPER, "title": ""}), "a.jsonl:1: title"),
    "an absurd year": ("records", lambda tmp: lines(tmp / "a.jsonl", {**PAPER, "year": 20200}), "a.jsonl:1: year"),
    "a misspelt field": ("records", lambda tmp: lines(tmp / "a.jsonl", {**PAPER, "yaer": 1}), "a.jsonl:1: yaer: unkn"),
    "another form": (
        "records",
        lambda tmp: WORKS,
        "bad: 26 of 26 records were rejected, more than 1.00% (works.jsonl.gz:1: ",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_load_leaves_everything_as_it_was(tmp_path: Path, loaded: Workspace, case: str) -> None:
    source, make, error = REFUSED[case]
    name = ("--name", "bad") if source == "records" else ()
    before = contents_below(loaded.path, apart_from=(loaded.staging,))
    found = run("load", source, make(tmp_path), *name, "--json", workspace=loaded.path)
    assert (found.status, found.out) == (3, "")
    assert found.err.startswith("error: ")
    assert error in found.err
    assert "\nhint: " in found.err
    assert contents_below(loaded.path, apart_from=(loaded.staging,)) == before
    assert not Path("/etc/evil").exists()


def test_a_few_bad_records_are_counted_and_kept_with_their_place(tmp_path: Path) -> None:
    papers = [{**PAPER, "record": f"p{number}"} for number in range(200)]
    report = done(
        *("load", "records", lines(tmp_path / "a.jsonl", *papers, "no object"), "--name", "mine", "--json"),
        workspace=tmp_path / "w",
    ).json
    assert (report["read"], report["rejected"]) == (201, 1)
    (kept,) = pq.read_table(tmp_path / "w/ledger/mine" / report["load"] / "rejections.parquet").to_pylist()
    assert (kept["locator"], kept["reason"]) == ("a.jsonl:201", "the line is no JSON object")
    assert done("stats", "--json", workspace=tmp_path / "w").json["nodes"]["Paper"] == 200


def test_the_share_of_bad_records_is_a_setting(tmp_path: Path) -> None:
    file = lines(tmp_path / "a.jsonl", *({**PAPER, "record": f"p{number}"} for number in range(99)), 1, 2)
    call = ("load", "records", file, "--name", "mine", "--no-publish", "--json")
    refused = run(*call, workspace=tmp_path / "w")
    assert refused.status == 3
    assert "mine: 2 of 101 records were rejected, more than 1.00% (a.jsonl:100: " in refused.err
    assert "`research-graph ledger rejections mine --refused` lists them; " in refused.err
    listed = done("ledger", "rejections", "mine", "--refused", "--limit", "1", workspace=tmp_path / "w").out
    row, rest = listed.splitlines()[2:]
    assert (row.split()[:2], rest) == (["rejected", "a.jsonl:100"], "showing 1 of 2")
    none = run("ledger", "rejections", "mine", workspace=tmp_path / "w")
    assert (none.status, none.err.splitlines()[0]) == (2, "error: no load of 'mine' was accepted")
    allowed = done(*call, workspace=tmp_path / "w", environment={"RESEARCH_GRAPH_MAX_REJECTED": "0.02"})
    assert allowed.json["rejected"] == 2


WATCHED = """
import atexit, pathlib, runpy, sys
def peak():
    status = pathlib.Path("/proc/self/status").read_text()
    sys.stderr.write(next(line for line in status.splitlines() if line.startswith("VmHWM")))
atexit.register(peak)
runpy.run_module("research_graph", run_name="__main__")
"""
"""Tells its own peak: what the parent learns of a child's is at least the parent's own size when it forked."""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_a_line_of_200_megabytes_is_rejected_in_bounded_memory(tmp_path: Path) -> None:
    file = tmp_path / "long.jsonl.gz"
    with gzip.open(file, "wb", compresslevel=1) as stream:
        stream.write(json.dumps(PAPER).encode() + b'\n{"kind": "paper", "record": "p2", "title": "')
        for _ in range(200):
            stream.write(b"x" * 1_000_000)
        stream.write(b'"}\n' + json.dumps({**PAPER, "record": "p3"}).encode() + b"\n")
    command = [sys.executable, "-c", WATCHED, "--workspace", str(tmp_path / "w"), "load", "records"]
    command += [str(file), "--name", "mine", "--no-publish", "--json"]
    environment = {**os.environ, "RESEARCH_GRAPH_MAX_REJECTED": "0.5"}
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    report, peak = json.loads(ended.stdout), int(ended.stderr.split()[-2])
    assert (report["read"], report["rejected"]) == (3, 1)
    assert peak < 350 * 1024, "KiB: the interpreter with its libraries needs 200 MiB of them, the line as text 200 more"
    (kept,) = pq.read_table(tmp_path / "w/ledger/mine" / report["load"] / "rejections.parquet").to_pylist()
    assert kept["locator"] == "long.jsonl.gz:2"
    assert kept["reason"].startswith("the line has 200000047 bytes")


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    title = "Robert'); DROP TABLE Paper;-- <img onerror=alert(1)> [bold]\x1b[31m\x00\u202e"
    name = "<img src=x onerror=alert(1)>"
    paper = {**PAPER, "title": title, "mentions": [{"name": name}, {"name": "Ann\tBell\u0007"}]}
    done("load", "records", lines(tmp_path / "a.jsonl", paper), "--name", "mine", workspace=tmp_path / "w")
    (person,) = done("search", "onerror", "--kind", "author", "--json", workspace=tmp_path / "w").json
    assert person["name"] == name
    (found,) = done("search", "robert drop table", "--json", workspace=tmp_path / "w").json
    page = done("show", "paper", found["id"], workspace=tmp_path / "w").out
    assert page.startswith("Robert'); DROP TABLE Paper;-- <img onerror=alert(1)> [bold]")
    assert name in page
    assert not {character for character in page if character < " " and character != "\n"} & {"\x1b", "\x00", "\x07"}
    assert "\u202e" not in page
    listed = done("show", "paper", found["id"], "--json", workspace=tmp_path / "w").json
    assert [each["name"] for each in listed["authors"]["items"]] == [name, "Ann Bell"]
    assert done("verify", "--json", workspace=tmp_path / "w").json["damages"] == []


def test_a_snapshot_that_drops_much_needs_a_word(tmp_path: Path) -> None:
    papers = [{**PAPER, "record": f"p{number}", "title": f"Title {number}"} for number in range(10)]
    call = ("load", "records", "--name", "mine", "--json")
    done(*call, lines(tmp_path / "all.jsonl", *papers), workspace=tmp_path / "w")
    before = contents_below(tmp_path / "w", apart_from=(tmp_path / "w/staging",))
    fewer = lines(tmp_path / "fewer.jsonl", *papers[2:])
    refused = run(*call, fewer, workspace=tmp_path / "w")
    assert refused.status == 3
    assert "this snapshot would drop 2 of 10 papers, for example p0, p1; nothing was loaded\nhint: " in refused.err
    assert contents_below(tmp_path / "w", apart_from=(tmp_path / "w/staging",)) == before
    assert done(*call, fewer, "--update", workspace=tmp_path / "w").json["published"]["removed"] == 0
    assert done(*call, fewer, "--allow-shrink", workspace=tmp_path / "w").json["published"]["removed"] > 2
    assert done("stats", "--json", workspace=tmp_path / "w").json["nodes"]["Paper"] == 8


def test_an_older_release_needs_a_word(tmp_path: Path) -> None:
    call = ("load", "records", "--name", "mine", "--json")
    new = lines(tmp_path / "new.jsonl", {**PAPER, "title": "The new title"})
    old = lines(tmp_path / "old.jsonl", {**PAPER, "title": "The old title"})
    done(*call, new, "--release", "2025-01", workspace=tmp_path / "w")
    refused = run(*call, old, "--release", "2024-12", workspace=tmp_path / "w")
    assert refused.status == 3
    assert refused.err.startswith("error: mine: release 2024-12 is older than 2025-01, which is loaded\nhint: ")
    assert done("search", "old title", "--json", workspace=tmp_path / "w").json == []
    done(*call, old, "--release", "2024-12", "--allow-older", workspace=tmp_path / "w")
    assert len(done("search", "old title", "--json", workspace=tmp_path / "w").json) == 1


def test_one_broken_file_of_two_is_named_with_its_line(tmp_path: Path) -> None:
    source = tmp_path / "two"
    shutil.copytree(ACL, source)
    for path in (source / "data" / "xml").iterdir():
        if path.name not in ("P18.xml", "2020.acl.xml"):
            path.unlink()
    (source / "data" / "xml" / "P18.xml").write_text(BROKEN_XML, encoding="utf-8")
    found = run("load", "acl-anthology", source, workspace=tmp_path / "w")
    assert found.status == 3
    assert "P18.xml:" in found.err
    assert Workspace(tmp_path / "w").open_ledger().sources() == []


def test_a_small_broken_file_refuses_a_large_snapshot(tmp_path: Path) -> None:
    papers = "".join(f"<paper id='{number}'><title>Title {number}</title></paper>" for number in range(1, 400))
    volume = "<volume id='1'><meta><booktitle>B</booktitle><year>2020</year></meta>"
    large = f"<collection id='P20'>{volume}{papers}</volume></collection>"
    small = f"<collection id='P21'>\n{volume}\n<paper id='1'><title>Lost</paper></volume></collection>"
    found = run("load", "acl-anthology", anthology(tmp_path / "a", P20=large, P21=small), workspace=tmp_path / "w")
    assert found.status == 3
    assert "error: 1 file with 1 paper cannot be read: P21.xml:3: broken XML: mismatched tag" in found.err
    assert Workspace(tmp_path / "w").open_ledger().sources() == []
    shutil.rmtree(tmp_path / "a")
    whole = small.replace("</paper>", "</title></paper>")
    done("load", "acl-anthology", anthology(tmp_path / "a", P20=large, P21=whole), workspace=tmp_path / "w")
    assert done("stats", "--json", workspace=tmp_path / "w").json["nodes"]["Paper"] == 400
