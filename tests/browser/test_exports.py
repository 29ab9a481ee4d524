"""What is shown goes into files that other programs read, each with filters and the data's date."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Page, expect
from support.explorer_page import Explorer, author
from support.served import Served

PNG = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def explorer(page: Page) -> Explorer:
    """People and papers, filtered by year."""
    found = Explorer(page).open().pick("Qun Liu")
    page.get_by_role("complementary", name="Details").get_by_role("button", name=re.compile(r"^papers \d+")).click()
    found.settled()
    found.pane("Filters").get_by_role("slider", name="From year").fill("2010")
    return found.settled()


def test_every_format_is_offered_once_and_named_by_the_data(explorer: Explorer) -> None:
    as_of = explorer.graph()["origin"]["asOf"]
    explorer.page.get_by_role("button", name="Export", exact=True).click()
    labels = explorer.page.get_by_role("menuitem").all_inner_texts()
    explorer.page.keyboard.press("Escape")
    endings = []
    for label in labels:
        name, content = explorer.exported(label.strip())
        assert content
        assert name.startswith(f"research-graph-{as_of}")
        endings.append(name.removeprefix(f"research-graph-{as_of}"))
    assert re.fullmatch(r"-\d+-papers-shown-or-of-qun-liu\.bib", endings.pop())
    assert sorted(endings) == sorted([".png", ".svg", "-nodes.csv", "-edges.csv", ".json", ".gexf", ".graphml"])


def test_gexf_opens_with_every_node_tie_and_place(explorer: Explorer, tmp_path: Path) -> None:
    shown = explorer.graph()
    file = tmp_path / "shown.gexf"
    file.write_bytes(explorer.exported("GEXF")[1])
    read: Any = nx.read_gexf(file)
    assert set(read.nodes) == {node["id"] for node in shown["nodes"]}
    assert read.number_of_edges() == len(shown["edges"])
    for node in shown["nodes"]:
        found = read.nodes[node["id"]]
        assert (found["label"], found["kind"], found.get("year")) == (node["name"], node["kind"], node["year"])
        position = found["viz"]["position"]
        assert (position["x"], position["y"]) == (node["x"], node["y"])
    text = file.read_text(encoding="utf-8")
    assert f"Data as of: {shown['origin']['asOf']}. Build: {shown['origin']['build']}." in text
    assert "Filters: years from 2010" in text


def test_graphml_opens_with_every_node_and_tie(explorer: Explorer) -> None:
    shown = explorer.graph()
    read: Any = nx.parse_graphml(explorer.exported("GraphML")[1].decode())
    assert {one: data["label"] for one, data in read.nodes(data=True)} == {
        node["id"]: node["name"] for node in shown["nodes"]
    }
    assert read.number_of_edges() == len(shown["edges"])
    strengths = sorted(data["strength"] for _, _, data in read.edges(data=True) if "strength" in data)
    assert strengths == sorted(edge["strength"] for edge in shown["edges"] if edge["strength"] is not None)


def test_tables_open_with_a_row_each(explorer: Explorer) -> None:
    shown = explorer.graph()
    tables = {}
    for label in ("Table of nodes", "Table of edges"):
        text = explorer.exported(label)[1].decode("utf-8-sig")
        tables[label] = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    nodes, edges = tables.values()
    assert [row["name"] for row in nodes] == [node["name"] for node in shown["nodes"]]
    assert len(edges) == len(shown["edges"])
    assert {(row["data_as_of"], row["build"], row["filters"]) for row in (*nodes, *edges)} == {
        (shown["origin"]["asOf"], shown["origin"]["build"], "years from 2010")
    }


def test_pictures_show_all_nodes_and_say_where_they_are_from(explorer: Explorer) -> None:
    shown = explorer.graph()
    drawing = ElementTree.fromstring(explorer.exported("SVG")[1])
    titles = {title.text for title in drawing.iterfind(f"{SVG}g/{SVG}g/{SVG}title")}
    assert titles == {node["name"] for node in shown["nodes"]}
    assert len(list(drawing.iter(f"{SVG}line"))) == len(shown["edges"])
    assert f"Data as of {shown['origin']['asOf']}" in "".join(drawing.itertext())
    picture = explorer.exported("PNG")[1]
    assert picture.startswith(PNG)
    width = int.from_bytes(picture[16:20], "big")
    assert width == 2 * int(drawing.get("width") or 0)
    assert len(picture) > 20_000, "an empty picture"


def test_bibtex_has_the_shown_papers_and_those_of_the_chosen_person(explorer: Explorer) -> None:
    shown = explorer.graph()
    papers = {node["id"] for node in shown["nodes"] if node["kind"] == "PAPER"}
    text = explorer.exported("BibTeX")[1].decode()
    keys = re.findall(r"(?m)^@\w+\{([a-z0-9]+(?:-\d+)?),$", text)
    ids = re.findall(r"(?m)^  researchgraph = \{(P\w+)\},$", text)
    assert len(keys) == len(set(keys)) == len(ids) == len(set(ids)) >= 248
    assert papers <= set(ids)
    for entry in text.split("\n@")[1:]:
        assert entry.count("{") - entry.count("\\{") == entry.count("}") - entry.count("\\}")


def test_without_any_paper_it_says_why_there_is_no_file(page: Page, site: Served) -> None:
    explorer = Explorer(page).open(f"?roots={author(site, 'Qun Liu')}&steps=")
    page.get_by_role("button", name="Export", exact=True).click()
    page.get_by_role("menuitem", name="BibTeX").click()
    expect(page.get_by_role("status").filter(has_text="No paper is shown")).to_be_attached()
    assert explorer.shown() == 1
