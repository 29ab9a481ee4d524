from __future__ import annotations

import re
from pathlib import Path

import pytest
from research_graph.identity.curations import Action, Curation, MentionReference, PaperReference, read_curations
from research_graph.identity.keys import KEY_TABLES
from research_graph.identity.union import Veto
from research_graph.schema.errors import UsageError
from support.who import ACL, author_of, evidence, known_as, named, paper, people, rows, who

DOCS = Path(__file__).parents[3] / "docs" / "curations.md"
ORCID_A = "orcid:0000-0002-1825-0097"
ORCID_B = "orcid:0000-0001-5109-3700"
PEOPLE = "who: Ada, when: 2026-02-01, why: I know them"


def written(folder: Path, *entries: str) -> list[Curation]:
    (folder / "some.yaml").write_text("\n".join(entries), encoding="utf-8")
    return read_curations(folder)


def decided(folder: Path, action: str, *mentions: str, more: str = "") -> list[Curation]:
    listed = ", ".join(f"'{each}'" for each in mentions)
    return written(folder, f"- {{action: {action}, mentions: [{listed}], {more}{PEOPLE}}}")


def at(place: str, name: str) -> str:
    return f'{ACL}:{place} "{name}"'


def stale(keys: object) -> list[str]:
    return keys.report["stale_curations"]  # type: ignore[attr-defined,no-any-return]


def test_the_documented_examples_are_read(tmp_path: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    found = written(tmp_path, block)
    assert [(each.action, len(each.mentions), len(each.papers)) for each in found] == [
        (Action.MERGE, 2, 0),
        (Action.SPLIT, 2, 0),
        (Action.ASSERT, 1, 0),
        (Action.MERGE, 0, 2),
        (Action.SPLIT, 0, 2),
    ]
    assert found[0] == Curation(
        action=Action.MERGE,
        mentions=(
            MentionReference(ACL, "P18-1001", 0, "Qun Liu"),
            MentionReference("openalex", "W2963925437", 3, "Q. Liu"),
        ),
        papers=(),
        id=None,
        who="Ada Reader",
        when="2026-02-01",
        why="same e-mail address on both papers",
        locator="some.yaml:2",
    )
    assert found[2].id == "orcid:0000-0002-1825-0097"
    assert found[3].papers == (PaperReference(ACL, "P18-1001"), PaperReference("openalex", "W2963925437"))


def test_files_are_read_by_name_and_none_is_needed(tmp_path: Path) -> None:
    assert read_curations(tmp_path / "missing") == []
    entry = "- {{action: merge, papers: ['a:{0}', 'b:{0}'], who: x, when: y, why: z}}\n"
    for name in ("b.yaml", "a.yaml", "c.yaml"):
        (tmp_path / name).write_text(entry.format(name[0]) if name != "c.yaml" else "# empty\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not ours", encoding="utf-8")
    assert [each.locator for each in read_curations(tmp_path)] == ["a.yaml:1", "b.yaml:1"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("- {action: [", "not YAML"),
        ("action: merge", "a file of curations is a list"),
        ("- just text", "an entry is a mapping"),
        (f"- {{action: join, papers: ['a:1', 'b:1'], {PEOPLE}}}", "`action` is one of split, merge, assert"),
        (f"- {{action: merge, papers: ['a:1', 'b:1'], note: x, {PEOPLE}}}", "unknown or repeated field `note`"),
        ("- {action: merge, papers: ['a:1', 'b:1'], who: x, when: y}", "`why` is missing"),
        ("- {action: merge, papers: ['a:1', 'b:1'], who: x, when: y, why: [z]}", "`why` is missing or is no text"),
        (f"- {{action: merge, {PEOPLE}}}", "`mentions` or `papers`"),
        (f"- {{action: merge, papers: ['a:1'], {PEOPLE}}}", "at least two papers"),
        (f"- {{action: split, mentions: 'a:1#0 \"X\"', {PEOPLE}}}", "a list of texts"),
        (f"- {{action: split, mentions: ['a:1#0 X', 'a:2#0 \"X\"'], {PEOPLE}}}", "no mention: 'a:1#0 X'"),
        (f"- {{action: merge, papers: ['P18-1001', 'b:1'], {PEOPLE}}}", "no paper record: 'P18-1001'"),
        (f"- {{action: assert, mentions: ['a:1#0 \"X\"'], {PEOPLE}}}", "assert takes `mentions` and the `id`"),
        (f"- {{action: assert, mentions: ['a:1#0 \"X\"'], id: 'orcid:1', {PEOPLE}}}", "'orcid:1' is no id"),
        (f"- {{action: assert, mentions: ['a:1#0 \"X\"'], id: 'openalex:A1', {PEOPLE}}}", "is no id that people claim"),
    ],
)
def test_a_malformed_entry_names_file_and_line(tmp_path: Path, line: str, problem: str) -> None:
    good = f"- {{action: merge, papers: ['a:1', 'b:1'], {PEOPLE}}}"
    lines = ["# decisions", line] if line.startswith("action") else ["# decisions", good, line]
    with pytest.raises(UsageError, match=re.escape(problem)) as caught:
        written(tmp_path, *lines)
    assert f"some.yaml:{len(lines)}" in caught.value.message
    assert caught.value.hint == "docs/curations.md shows every form"


def test_bytes_that_are_no_text_are_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "some.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match=r"some\.yaml:1"):
        read_curations(tmp_path)


TWO_NAMES = {ACL: [paper("a", "Ann Lee"), paper("b", "Ann B. Lee"), paper("c", "Ann B. Lee")]}


def test_merge_joins_and_deleting_the_entry_takes_it_back(tmp_path: Path) -> None:
    before = who(TWO_NAMES)
    assert people(before) == [["a#0"], ["b#0", "c#0"]]
    merge = decided(tmp_path, "merge", at("a#0", "Ann Lee"), at("b#0", "ann b. lee"))
    merged = who(TWO_NAMES, previous=before, curations=merge)
    assert people(merged) == [["a#0", "b#0", "c#0"]]
    assert evidence(merged)["a#0"] == ("asserted", 1.0)
    assert evidence(merged)["c#0"][0] == "name_only"
    assert stale(merged) == []
    kept = author_of(before)["b#0"]
    assert author_of(merged)["a#0"] == kept, "the larger part gives the key"
    assert rows(merged, "redirects") == [{"key": author_of(before)["a#0"], "target": kept}]
    after = who(TWO_NAMES, previous=merged)
    for name in KEY_TABLES:
        assert after.tables[name].equals(before.tables[name]), name


def test_merge_overrules_two_orcids_and_a_list_of_different_people(tmp_path: Path) -> None:
    records = [
        known_as("ann-lee", "Ann Lee", ORCID_A, not_same_as=["anne-lee"]),
        known_as("anne-lee", "Anne Lee", ORCID_B),
        paper("a", named("Ann Lee", ORCID_A)),
        paper("b", named("Anne Lee", ORCID_B)),
        paper("c", named("Ann Lee", ORCID_A)),
        paper("d", named("Anne Lee", ORCID_B)),
    ]
    merge = decided(tmp_path, "merge", at("a#0", "Ann Lee"), at("b#0", "Anne Lee"))
    keys = who({ACL: records[2:]}, curations=merge)
    assert people(keys) == [["a#0", "b#0", "c#0", "d#0"]]
    assert rows(keys, "possibly_same") == []


def test_two_authors_of_one_paper_never_merge(tmp_path: Path) -> None:
    merge = decided(tmp_path, "merge", at("a#0", "Ann Lee"), at("a#1", "A. Lee"))
    keys = who({ACL: [paper("a", "Ann Lee", "A. Lee")]}, curations=merge)
    assert people(keys) == [["a#0"], ["a#1"]]
    assert stale(keys) == [f"some.yaml:1: merge by Ada of 2026-02-01 is not applied: {Veto.SLOTS}"]


@pytest.mark.parametrize("taken_out", ["a", "b", "c"])
def test_split_takes_the_first_mention_out_whichever_it_is(tmp_path: Path, taken_out: str) -> None:
    records = {ACL: [paper(each, "Ann Lee") for each in "abc"]}
    other = "b" if taken_out == "a" else "a"
    split = decided(tmp_path, "split", at(f"{taken_out}#0", "Ann Lee"), at(f"{other}#0", "Ann Lee"))
    keys = who(records, curations=split)
    rest = [f"{each}#0" for each in "abc" if each != taken_out]
    assert people(keys) == sorted([[f"{taken_out}#0"], rest])
    assert rows(keys, "possibly_same") == [], "people have decided"
    assert stale(keys) == []


def test_split_overrules_an_orcid(tmp_path: Path) -> None:
    records = {ACL: [paper(each, named("Ann Lee", ORCID_A)) for each in "abc"]}
    split = decided(tmp_path, "split", at("a#0", "Ann Lee"), at("b#0", "Ann Lee"))
    assert people(who(records, curations=split)) == [["a#0"], ["b#0", "c#0"]]


def test_assert_corrects_a_wrong_orcid(tmp_path: Path) -> None:
    records = {ACL: [paper("a", named("Ann Lee", ORCID_A)), paper("b", named("Ann Lee", ORCID_B))]}
    assertion = decided(tmp_path, "assert", at("a#0", "Ann Lee"), more=f"id: '{ORCID_B}', ")
    keys = who(records, curations=assertion)
    assert people(keys) == [["a#0", "b#0"]]
    assert evidence(keys) == {"a#0": ("asserted", 1.0), "b#0": ("asserted", 0.99)}


@pytest.mark.parametrize(
    ("place", "name", "problem"),
    [
        ("z#0", "Ann Lee", 'no mention acl-anthology:z#0 "Ann Lee"'),
        ("a#7", "Ann Lee", 'no mention acl-anthology:a#7 "Ann Lee"'),
        ("a#0", "Bo Xu", "acl-anthology:a#0 \"Bo Xu\" is now 'Ann Lee'"),
    ],
)
def test_what_no_longer_fits_is_stale_and_left_alone(tmp_path: Path, place: str, name: str, problem: str) -> None:
    merge = decided(tmp_path, "merge", at("b#0", "Ann B. Lee"), at(place, name))
    keys = who(TWO_NAMES, curations=merge)
    assert people(keys) == [["a#0"], ["b#0", "c#0"]]
    assert stale(keys) == [f"some.yaml:1: merge by Ada of 2026-02-01 is not applied: {problem}"]


def test_two_curations_against_each_other(tmp_path: Path) -> None:
    both = "[" + ", ".join(f"'{each}'" for each in (at("a#0", "Ann Lee"), at("b#0", "Ann B. Lee"))) + "]"
    curations = written(
        tmp_path, *(f"- {{action: {action}, mentions: {both}, {PEOPLE}}}" for action in ("merge", "split"))
    )
    keys = who(TWO_NAMES, curations=curations)
    assert people(keys) == [["a#0"], ["b#0", "c#0"]]
    assert stale(keys) == [f"some.yaml:1: merge by Ada of 2026-02-01 is not applied: {Veto.CURATION}"]


def test_papers_merge_and_split(tmp_path: Path) -> None:
    doi = ["doi:10.1000/1"]
    records = {
        ACL: [paper("P1", "Ann Lee", title="A first title", ids=doi), paper("P2", "Ann Lee", title="Another one")],
        "openalex": [
            paper("W1", "Ann Lee", title="A first title", ids=doi),
            paper("W2", "Ann Lee", title="Quite other words"),
        ],
    }

    def works(curations: list[Curation]) -> set[tuple[str, ...]]:
        found: dict[object, list[str]] = {}
        keys = who(records, curations=curations)
        for row in rows(keys, "papers"):
            found.setdefault(row["key"], []).append(str(row["record"]))
        assert len(stale(keys)) == sum(each.papers[-1].record == "W9" for each in curations)
        return {tuple(members) for members in found.values()}

    assert works([]) == {("P1", "W1"), ("P2",), ("W2",)}
    curations = written(
        tmp_path,
        f"- {{action: merge, papers: ['{ACL}:P2', 'openalex:W2'], {PEOPLE}}}",
        f"- {{action: split, papers: ['{ACL}:P1', 'openalex:W1'], {PEOPLE}}}",
        f"- {{action: merge, papers: ['{ACL}:P1', 'openalex:W9'], {PEOPLE}}}",
    )
    assert works(curations) == {("P1",), ("W1",), ("P2", "W2")}
