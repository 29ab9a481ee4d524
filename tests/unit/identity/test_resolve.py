from __future__ import annotations

import gc

import pytest
from research_graph.identity.keys import KEY_TABLES, Keys
from research_graph.identity.resolve import resolve
from research_graph.schema.keys import is_key, make_key
from research_graph.schema.records import InstitutionRecord, TopicRecord, VenueRecord
from support.views import view_of
from support.who import ACL, named, paper, rows, who

DOI = ["doi:10.18653/v1/P18-1001"]
RECORDS = {
    ACL: [
        VenueRecord("acl", "Annual Meeting of the ACL"),
        paper(
            "P18-1001",
            named("Ann Lee", affiliations=["Stanford University"]),
            "Bo Xu",
            "Cy Day",
            title="One work",
            ids=DOI,
        ),
    ],
    "openalex": [
        InstitutionRecord("I1", "Stanford University"),
        TopicRecord("T1", "Parsing", "openalex"),
        paper("W1", "Ann Lee", "Zoe Quell", named("Bo Xu", computed=["openalex:A2"]), title="One work", ids=DOI),
    ],
}


def test_every_table_has_its_form_is_sorted_and_holds_keys() -> None:
    keys = who(RECORDS)
    assert sorted(keys.tables) == sorted(KEY_TABLES)
    for name, table in keys.tables.items():
        assert table.schema == KEY_TABLES[name]
        leading = [column for column in table.column_names if column in ("source", "record", "position", "target")]
        leading = leading or table.column_names[:1]
        assert table.equals(table.sort_by([(column, "ascending") for column in leading])), name
    assert rows(keys, "papers") == [
        {"source": ACL, "record": "P18-1001", "key": make_key("P", f"{ACL}/P18-1001")},
        {"source": "openalex", "record": "W1", "key": make_key("P", f"{ACL}/P18-1001")},
    ]
    mentions = rows(keys, "mentions")
    assert [(row["record"], row["position"], row["name"], row["ids"]) for row in mentions] == [
        ("P18-1001", 0, "Ann Lee", []),
        ("P18-1001", 1, "Bo Xu", []),
        ("P18-1001", 2, "Cy Day", []),
        ("W1", 0, "Ann Lee", []),
        ("W1", 1, "Zoe Quell", []),
        ("W1", 2, "Bo Xu", ["openalex:A2"]),
    ]
    assert [row["slot"] for row in mentions] == [0, 1, 2, 0, None, 1]
    assert all(is_key(str(row["author"])) == (row["slot"] is not None) for row in mentions)
    assert [row["printed"] for row in rows(keys, "affiliations")] == ["Stanford University"]
    assert {name: len(rows(keys, name)) for name in ("institutions", "topics", "venues")} == dict.fromkeys(
        ("institutions", "topics", "venues"), 1
    )


def test_a_mention_without_a_slot_has_no_author_and_is_counted() -> None:
    keys = who(RECORDS)
    without = [row["name"] for row in rows(keys, "mentions") if row["slot"] is None]
    assert without == ["Zoe Quell"], "the list has no room between the two others"
    assert keys.report["conflicting_mentions"] == 1
    assert len(rows(keys, "people")) == 3


def test_the_report_counts_what_happened() -> None:
    keys = who(RECORDS)
    assert {
        name: keys.report[name]
        for name in ("papers", "authors", "mentions", "asserted_mentions", "matched_mentions", "name_only_mentions")
    } == {
        "papers": 1,
        "authors": 3,
        "mentions": 6,
        "asserted_mentions": 0,
        "matched_mentions": 2,
        "name_only_mentions": 3,
    }
    assert keys.report["stale_curations"] == []
    again = who(RECORDS, previous=keys)
    assert (again.report["kept_keys"], again.report["new_keys"], again.report["ended_keys"]) == (7, 0, 0)


def test_nothing_at_all() -> None:
    keys = who({})
    for name, schema in KEY_TABLES.items():
        assert keys.tables[name].equals(schema.empty_table()), name
    assert rows(who(RECORDS, previous=keys), "redirects") == []


def test_the_collector_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    assert gc.isenabled()
    who(RECORDS)
    assert gc.isenabled()

    def fail(*_: object, **__: object) -> None:
        assert not gc.isenabled()
        raise RuntimeError

    monkeypatch.setattr("research_graph.identity.resolve.resolve_people", fail)
    with pytest.raises(RuntimeError):
        resolve(view_of(RECORDS), previous=Keys.empty(), curations=[])
    assert gc.isenabled()
