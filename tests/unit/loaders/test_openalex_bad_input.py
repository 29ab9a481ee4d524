"""What is broken is counted with its place: whole records as rejections, parts of records as repairs."""

from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from research_graph.loaders.openalex.abstract import LAST_POSITION, LONGEST, abstract
from research_graph.loaders.openalex.origin import Origin
from research_graph.loaders.openalex.text import plain
from research_graph.loaders.sources.openalex import read
from research_graph.schema.records import Mention
from support.openalex_files import ROOT, Item, Kept, items, lines, load, write


def one(tmp_path: Path, **fields: object) -> Kept:
    work = {"id": f"{ROOT}W1", "title": "x", "updated_date": "2025-01-01", **fields}
    return load(write(tmp_path / "w.jsonl", [work]))


def test_lines_that_are_no_objects_are_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    good = b'{"id": "https://openalex.org/W1", "title": "x"}'
    bad = [b"42", b'"text"', b"null", b'{"id": "https://openalex.org/W2"', b"[7]", b"\xff\xfe{}", b'{"id":NaN}']
    kept = load(write(tmp_path / "w.jsonl", b"\n".join([*bad, good])))
    assert kept.ids() == {"W1"}
    assert [(locator, reason.partition(":")[0]) for locator, reason, _ in kept.rejections] == [
        ("w.jsonl:1", "no JSON object"),
        ("w.jsonl:2", "no JSON object"),
        ("w.jsonl:3", "no JSON object"),
        ("w.jsonl:4", "no JSON"),
        ("w.jsonl:5[0]", "no JSON object"),
        ("w.jsonl:6", "no JSON"),
        ("w.jsonl:7", "no JSON"),
    ]
    assert kept.rejections[3][2] == '{"id": "https://openalex.org/W2"'


def test_a_broken_first_line_is_one_rejection(tmp_path: Path) -> None:
    kept = load(write(tmp_path / "w.jsonl", b'{"id": "https://op\n{"id": "https://openalex.org/W1", "title": "x"}\n'))
    assert (kept.ids(), [locator for locator, _, _ in kept.rejections]) == ({"W1"}, ["w.jsonl:1"])


@pytest.mark.parametrize(
    ("value", "excerpt"),
    [
        (None, None),
        ("https://openalex.org/X12", "https://openalex.org/X12"),
        ("https://example.org/W1", "https://example.org/W1"),
        ("W", "W"),
        ("https://openalex.org/concepts/12", "https://openalex.org/concepts/12"),
        (17, "17"),
        (["W1"], "['W1']"),
    ],
)
def test_an_object_that_is_no_entity_is_rejected(tmp_path: Path, value: object, excerpt: str | None) -> None:
    kept = load(write(tmp_path / "w.jsonl", [{"id": value, "title": "x"}]))
    assert kept.records == []
    assert kept.rejections == [("w.jsonl:1", "an object without an OpenAlex id", excerpt)]


@pytest.mark.parametrize("value", ["https://openalex.org/W1", "W1", "w1", "https://api.openalex.org/works/W1"])
def test_ids_are_taken_in_any_spelling(tmp_path: Path, value: str) -> None:
    assert load(write(tmp_path / "w.jsonl", [{"id": value, "title": "x"}])).ids() == {"W1"}


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({"doi": "https://doi.org/none"}, ["invalid DOI"]),
        ({"ids": {"pmid": "abc", "mag": 0}}, ["invalid MAG", "invalid PMID"]),
        ({"publication_year": 20266}, ["publication_year is no year"]),
        ({"publication_year": -3}, ["publication_year is no year"]),
        ({"publication_year": "2020"}, ["publication_year is no year"]),
        ({"publication_date": "9999-01-02"}, ["publication_date is no date"]),
        ({"publication_date": "2023-02-30"}, ["publication_date is no date"]),
        ({"publication_date": 2023}, ["publication_date is no date"]),
        ({"updated_date": "9999-12-31"}, ["updated_date is no date"]),
        ({"updated_date": 5}, ["updated_date is no date"]),
        ({"language": "english or so"}, ["language is no ISO 639 code"]),
        ({"cited_by_count": -1}, ["cited_by_count is no count"]),
        ({"cited_by_count": 1.5}, ["cited_by_count is no count"]),
        ({"cited_by_count": 2**64 - 1}, ["cited_by_count is no count"]),
        ({"is_retracted": "no"}, ["is_retracted is neither true nor false"]),
        ({"authorships": "Zhou"}, ["authorships is no list"]),
        ({"authorships": [3, None]}, ["an element of authorships has the wrong type"]),
        ({"authorships": [{"author": {"id": "A1"}}]}, ["the author at position 0 has no name"]),
        ({"primary_location": []}, ["primary_location is no object"]),
        ({"primary_location": {"landing_page_url": "javascript:alert(1)"}}, ["landing_page_url is no web address"]),
        ({"primary_location": {"source": {"id": "A7", "display_name": "x"}}}, ["no OpenAlex id S…"]),
        ({"topics": [{"id": "S1"}]}, ["no OpenAlex id T…"]),
        ({"referenced_works": [f"{ROOT}W2", 3, f"{ROOT}A4"]}, ["no OpenAlex id W… in referenced_works"] * 2),
        ({"abstract_inverted_index": [1]}, ["abstract_inverted_index is no object"]),
        ({"type": 5}, ["type is no text"]),
    ],
)
def test_a_broken_part_is_left_out_and_reported(tmp_path: Path, fields: Item, reasons: list[str]) -> None:
    kept = one(tmp_path, **fields)
    assert kept.rejections == []
    assert [(locator, reason) for locator, reason, _ in kept.repairs] == [("w.jsonl:1 W1", each) for each in reasons]
    plain_one = one(tmp_path).paper("W1")
    changed = kept.paper("W1")
    if "referenced_works" in fields:
        assert changed.references == ["openalex:W2"]
        changed.references = None
    if "updated_date" in fields:
        assert changed.updated == "0001"
        assert kept.release is None
        changed.updated = plain_one.updated
    assert changed == plain_one


def test_a_nameless_author_leaves_a_hole_in_the_positions(tmp_path: Path) -> None:
    nameless, named = {"author": {"id": None, "display_name": "\u0007"}}, {"raw_author_name": "B"}
    assert one(tmp_path, authorships=[nameless, named]).paper("W1").mentions == [Mention("B", position=1)]


@pytest.mark.parametrize(
    ("author", "ids", "repairs"),
    [
        (
            {"id": f"{ROOT}A7", "orcid": "https://orcid.org/0000-0002-1825-0097"},
            ["openalex:A7", "orcid:0000-0002-1825-0097"],
            0,
        ),
        ({"id": f"{ROOT}A7", "orcid": "https://orcid.org/0000-0002-1825-0098"}, ["openalex:A7"], 1),
        ({"id": f"{ROOT}I7", "orcid": None}, [], 1),
        ({"id": ["A7"], "orcid": ""}, [], 1),
        ({"id": f"{ROOT}A9999999999"}, [], 0),
    ],
)
def test_ids_of_authors(tmp_path: Path, author: Item, ids: list[str], repairs: int) -> None:
    kept = one(tmp_path, authorships=[{"raw_author_name": "B", "author": author}])
    assert kept.paper("W1").mentions[0].computed_ids == ids
    assert len(kept.repairs) == repairs


def test_references_tell_none_from_unknown(tmp_path: Path) -> None:
    assert one(tmp_path).paper("W1").references is None
    assert one(tmp_path, referenced_works=[]).paper("W1").references == []
    assert one(tmp_path, referenced_works=[], referenced_works_count=0).paper("W1").references == []
    assert one(tmp_path, referenced_works=[], referenced_works_count=9).paper("W1").references is None
    twice = [f"{ROOT}W2", f"{ROOT}W3", f"{ROOT}W2"]
    assert one(tmp_path, referenced_works=twice).paper("W1").references == ["openalex:W2", "openalex:W3"]
    odd = [f"{ROOT}W", f"{ROOT}W2", f"{ROOT}W3\nhttps://openalex.org/W4"]
    kept = one(tmp_path, referenced_works=odd)
    assert (kept.paper("W1").references, len(kept.repairs)) == (["openalex:W2"], 2)


@pytest.mark.parametrize(("authors", "fields", "complete"), [(99, {}, True), (100, {}, False), (101, {}, True)])
def test_only_a_list_that_ends_exactly_at_the_limit_may_be_cut(
    tmp_path: Path, authors: int, fields: Item, complete: bool
) -> None:
    names = [{"raw_author_name": f"A{n}"} for n in range(authors)]
    assert one(tmp_path, authorships=names, **fields).paper("W1").is_author_list_complete is complete
    assert not one(tmp_path, authorships=names, is_authors_truncated=True).paper("W1").is_author_list_complete


def test_the_year_is_read_off_the_date_where_it_is_missing(tmp_path: Path) -> None:
    paper = one(tmp_path, publication_year=None, publication_date="2020-01-01").paper("W1")
    assert (paper.year, paper.date) == (2020, "2020")


def test_a_title_of_markup_alone_is_none(tmp_path: Path) -> None:
    kept = one(tmp_path, title="<i> </i>", display_name=None)
    assert kept.rejections == [("w.jsonl:1 W1", "a work without a title", None)]
    assert one(tmp_path, title=None, display_name="shown").paper("W1").title == "shown"


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("plain text", "plain text"),
        ("a  b\u00a0c\n\td ", "a b c d"),
        ("x\u0000y\u0007\u0085z", "xy z"),
        ("H<sub>2</sub>O and <jats:italic>E. coli</jats:italic>", "H2O and E. coli"),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("a < b and c > d", "a < b and c > d"),
        ("if x<y & y<z", "if x<y & y<z"),
        ("(Shell <)", "(Shell <)"),
        ("R&amp;D, R&amp;amp;D", "R&D, R&D"),
        ("S&P500 &notin; &copy 1", "S&P500 ∉ &copy 1"),
        ("&lt;scp&gt;CFD&lt;/scp&gt;", "CFD"),
        ("10&#160;&#x3bc;m", "10 μm"),
        ("<img onerror=alert(1)> Bob", "<img onerror=alert(1)> Bob"),
        (
            '<mml:math xmlns:mml="x"><mml:mi>Q</mml:mi><mml:annotation e="t">Q_{1}</mml:annotation></mml:math>-Gauss',
            "Q-Gauss",
        ),
        ("<i/>", ""),
    ],
)
def test_plain_text(given: str, text: str) -> None:
    assert plain(given) == text


@given(st.text())
def test_plain_text_is_settled_and_clean(text: str) -> None:
    found = plain(text)
    assert found == " ".join(found.split())
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in found)


def index_of(text: str) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for position, word in enumerate(text.split()):
        index.setdefault(word, []).append(position)
    return index


@given(st.lists(st.sampled_from(["a", "b", "the", "graph", "of"]), min_size=1))
def test_an_index_gives_back_its_text(words: list[str]) -> None:
    kept = Kept()
    item: Item = {"abstract_inverted_index": index_of(" ".join(words))}
    assert abstract(item, Origin(kept, "f:1", "W1", ("", "W1"))) == " ".join(words)
    item = {"abstract_inverted_index": orjson.dumps(index_of(" ".join(words))).decode()}
    assert abstract(item, Origin(kept, "f:1", "W1", ("", "W1"))) == " ".join(words)
    assert kept == Kept()


@pytest.mark.parametrize(
    ("index", "text", "repairs"),
    [
        ({}, None, 0),
        ({"b": [7], "a": [0]}, "a b", 0),
        ({"a": [0], "b": [-1], "c": [1]}, "a c", 1),
        ({"a": [0], "b": [10**15]}, "a", 1),
        ({"a": [0], "b": [LAST_POSITION + 1], "c": [LAST_POSITION]}, "a c", 1),
        ({"a": [0], "b": [0, 1]}, "b b", 1),
        ({"a": [0], "b": None, "c": ["1"], "d": 3, "e": [1.5], "f": [True], "g": [2]}, "a g", 1),
        ({"a": []}, None, 0),
        ("not an index", None, 1),
    ],
)
def test_abstracts_out_of_odd_indexes(index: object, text: str | None, repairs: int) -> None:
    kept = Kept()
    assert abstract({"abstract_inverted_index": index}, Origin(kept, "f:1", "W1", ("", "W1"))) == text
    assert len(kept.repairs) == repairs


def test_an_endless_abstract_is_cut_between_words() -> None:
    kept = Kept()
    word = "abcdefghi"
    found = abstract({"abstract_inverted_index": {word: list(range(9000))}}, Origin(kept, "f:1", "W1", ("", "W1")))
    assert found == " ".join([word] * (LONGEST // 10))
    assert kept.repairs == [("f:1 W1", f"the abstract is cut after {LONGEST} of 89999 characters", None)]


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
TEMPLATES = [*list(items("works.jsonl.gz").values())[:3], *items("entities.jsonl.gz").values()]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEMPLATES), st.data())
def test_no_field_whatever_it_holds_breaks_the_load(
    tmp_path_factory: pytest.TempPathFactory, template: Item, data: st.DataObject
) -> None:
    item = orjson.loads(orjson.dumps(template))
    place = item
    while True:
        key = data.draw(st.sampled_from(sorted(place)))
        inner = place[key]
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            inner = inner[0]
        if not isinstance(inner, dict) or not inner or data.draw(st.booleans()):
            break
        place = inner
    place[key] = data.draw(JUNK)
    path = tmp_path_factory.mktemp("junk") / "x.jsonl"
    path.write_bytes(lines([item]))
    kept = Kept()
    read([path], kept)
    short = template["id"].removeprefix(ROOT)
    taken = any(record.record == short for record in kept.records)
    assert taken != bool(kept.rejections) or short[0] in "FP" or key == "id"
