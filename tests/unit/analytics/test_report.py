"""The report as a reader's browser sees it: whole, escaped, fetching nothing, the same every time."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pyarrow as pa
import pytest
from research_graph.analytics.clustering import Clustering, cluster_build
from research_graph.analytics.report import report, write_report
from research_graph.analytics.report_html import Safe, element
from research_graph.analytics.run import Run
from research_graph.assembly.build import Build
from research_graph.schema.errors import StorageError
from support.assembled import assembled, paper

EVIL = "<img src=x onerror=alert(1)> \"&' Ñandú"
ONES, TWOS = (EVIL, "Ann", "Bea", "Cy"), ("Dan", "Eve", "Flo", "Gus")
OLD = [
    *(paper(f"P{number}", *ONES, title="<script>alert(2)</script> parsing trees", year=2018) for number in range(3)),
    *(paper(f"Q{number}", *TWOS, title="speech & sound", year=2019) for number in range(4)),
]
NEW = [*OLD, *(paper(f"R{number}", "Hal", "Ivo", "Jo", title="maps", year=2021) for number in range(5))]
VOID = {"meta", "br", "line", "rect", "circle", "polyline"}


class Seen(HTMLParser):
    """What a browser would see: elements, text; every element is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, Build]:
    folder = tmp_path_factory.mktemp("builds")
    return assembled(folder, {"zoo": OLD}), assembled(folder, {"zoo": NEW})


@pytest.fixture(scope="module")
def runs(builds: tuple[Build, Build], tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    folder, settings = tmp_path_factory.mktemp("runs"), Clustering(resolution=1.0)
    first = cluster_build(builds[0], folder, settings)
    return first, cluster_build(builds[1], folder, settings, previous=first)


def test_a_first_run_is_told_with_its_groups_people_and_settings(
    builds: tuple[Build, Build], runs: tuple[Run, Run]
) -> None:
    seen = Seen(report(runs[0], builds[0]))
    assert seen.open == []
    for said in (
        "8 people, 12 ties",
        "This is the first run",
        "2 groups of three or more people",
        "4 people · 3 papers · 2018",
        "4 people · 4 papers · 2019",
        runs[0].manifest["verdict"],
        runs[0].id,
        builds[0].id,
        runs[0].manifest["network"]["digest"],
        "Do not rank people",
    ):
        assert said in seen.text
    assert seen.names.count("article") == 2
    assert seen.text.count("rests on few papers") == 2  # the group of three papers, and what the mark means


def test_fields_and_groups_come_before_how_they_were_measured(
    builds: tuple[Build, Build], runs: tuple[Run, Run]
) -> None:
    text = Seen(report(runs[0], builds[0])).text
    parts = ["Levels", "The largest fields", "The largest groups", "Close collaborators", "Since the last run"]
    order = [*parts, "How to read this", "Sizes", "Quality", "How fine groups are", "How it was made"]
    assert [text.index(f" {part} ") for part in order] == sorted(text.index(f" {part} ") for part in order)
    assert "The 2 with most people of 2." in text
    assert "start cold: nothing but ids was taken over" in text


def test_close_collaborators_are_counted_by_the_definition_of_the_build(
    builds: tuple[Build, Build], runs: tuple[Run, Run]
) -> None:
    # Reference year 2019. Three papers of four in 2018 make 3/3/2 = 0.5 a pair, four in 2019 make 4/3: all are close.
    text = Seen(report(runs[0], builds[0])).text
    assert "share at least 2 papers and a recent strength of at least 0.2" in text
    assert "halved for every year before 2019" in text
    assert "12 of 12 ties are close 8 people have a close collaborator 3 close collaborators of the median" in text
    assert "100% of close ties lie within a group" in text


def test_a_card_does_not_say_its_label_again(builds: tuple[Build, Build], runs: tuple[Run, Run]) -> None:
    class Worded(Run):
        def table(self, name: str) -> pa.Table:
            rows = super().table(name).to_pylist()
            said = {"label": "Verbs, nouns", "topics": [], "terms": ["verbs", "nouns", "clauses"]}
            rows = [row | said for row in rows] if name == "clusters" else rows
            return pa.Table.from_pylist(rows, schema=super().table(name).schema)

    text = Seen(report(Worded(runs[0].path, runs[0].manifest), builds[0])).text
    assert text.count("Also about: clauses") == 2


def test_groups_that_another_start_would_not_show_are_counted_first(
    builds: tuple[Build, Build], runs: tuple[Run, Run]
) -> None:
    class Loose(Run):
        def table(self, name: str) -> pa.Table:
            rows = super().table(name).to_pylist()
            groups = [row for row in rows if row.get("level") == "group"]
            for row, agreement in zip(groups, (0.49, 0.5), strict=False):
                row["seed_agreement"] = agreement
            rows = [row | {"seed_ari": 0.9} for row in rows] if name == "scan" else rows
            return pa.Table.from_pylist(rows, schema=super().table(name).schema)

    text = Seen(report(Loose(runs[0].path, runs[0].manifest), builds[0])).text
    assert "Yet 1 of 2 groups keep less than half of their members together then" in text
    assert "0 fields of 100 people or more" in text


def test_names_and_titles_stay_text(builds: tuple[Build, Build], runs: tuple[Run, Run]) -> None:
    page = report(runs[0], builds[0])
    seen = Seen(page)
    assert EVIL in seen.text
    assert not {"img", "script", "a", "link", "iframe"} & set(seen.names)
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name in {"src", "href"}]
    assert "url(" not in page
    assert not re.search(r"https?://|//[a-z]", page)


def test_an_element_escapes_all_that_is_no_element() -> None:
    inner = element("b", "<i>", title='"&')
    assert inner == '<b title="&quot;&amp;">&lt;i&gt;</b>'
    assert element("p", inner, None, 2.50, " <", class_=None) == f"<p>{inner}2.5 &lt;</p>"
    assert isinstance(inner, Safe)


def test_the_next_run_tells_what_became_of_the_clusters(builds: tuple[Build, Build], runs: tuple[Run, Run]) -> None:
    seen = Seen(report(runs[1], builds[1]))
    assert f"Compared with run {runs[0].id}" in seen.text
    assert "group 2 0 0 0 1 0" in seen.text  # kept, grown, split, merged, born, died
    assert "none of 3 was in a cluster" in seen.text
    assert "resolution 1, given" in seen.text


def test_nothing_reliable_is_said_first_and_shows_no_groups(builds: tuple[Build, Build], runs: tuple[Run, Run]) -> None:
    class Empty(Run):
        def table(self, name: str) -> pa.Table:
            return super().table(name).slice(0, 0)

    nothing = {"clusters": 0, "coverage": 0.0, "coverage_of_linked": 0.0, "modularity": 0.0}
    told = {**runs[0].manifest, "is_reliable": False, "verdict": "no reliable structure: really none"}
    told["levels"] = dict.fromkeys(told["levels"], nothing)
    seen = Seen(report(Empty(runs[0].path, told), builds[0]))
    assert seen.open == []
    assert "No reliable structure was found." in seen.text
    assert "no reliable structure: really none" in seen.text
    assert seen.names.count("article") == 0
    assert "The largest groups" not in seen.text


def test_a_scan_is_drawn_with_the_chosen_resolution_marked(builds: tuple[Build, Build], runs: tuple[Run, Run]) -> None:
    class Scanned(Run):
        def table(self, name: str) -> pa.Table:
            table = super().table(name)
            if name != "scan":
                return table
            (row,) = table.to_pylist()
            rows = [row | {"resolution": 1.0, "is_chosen": False, "seed_ari": 0.6}, row | {"resolution": 4.0}]
            return pa.Table.from_pylist(
                [*rows, row | {"resolution": 16.0, "is_chosen": False, "seed_ari": None, "is_fine": True}],
                schema=table.schema,
            )

    seen = Seen(report(Scanned(runs[0].path, runs[0].manifest), builds[0]))
    assert seen.names.count("polyline") == 2
    assert seen.names.count("circle") == 2 + 3
    assert "chosen 16 " in seen.text
    assert "too fine Too fine:" in seen.text


def test_the_same_run_gives_the_same_bytes(builds: tuple[Build, Build], runs: tuple[Run, Run], tmp_path: Path) -> None:
    one, two = tmp_path / "one.html", tmp_path / "two.html"
    write_report(runs[1], one, builds[1])
    write_report(replace(runs[1]), two, Build.open(builds[1].path))
    assert one.read_bytes() == two.read_bytes()
    assert one.read_text("utf-8").startswith('<!DOCTYPE html>\n<html lang="en">')


def test_a_file_that_cannot_be_written_is_named(
    builds: tuple[Build, Build], runs: tuple[Run, Run], tmp_path: Path
) -> None:
    place = tmp_path / "missing" / "page.html"
    with pytest.raises(StorageError, match=re.escape(str(place))):
        write_report(runs[0], place, builds[0])
