"""The other networks of a build by hand, and the front door to all of them."""

from collections.abc import Callable

import numpy as np
import pytest
from research_graph.analytics.network_kind import find_network, make_network, network_names
from research_graph.assembly.build import Build
from research_graph.schema.errors import UsageError
from research_graph.schema.records import InstitutionRecord, Mention, PaperRecord, PaperTopic, TopicRecord
from support.assembled import assembled, rows


def citing(record: str, *references: str, year: int = 2020) -> PaperRecord:
    return PaperRecord(record, record, year=year, references=list(references))


CITING = [
    citing("P", "X", "Y", "Z"),
    citing("Q", "X", "Y"),
    citing("R", "X", year=2019),
    citing("X", "Y", year=2010),
    citing("Y", "X", year=2011),
    citing("Z", year=2012),
]
PLACES = [InstitutionRecord(name, name) for name in ("I1", "I2", "I3")]
TOPICS = [
    TopicRecord("F", "field", "zoo", level="field"),
    TopicRecord("T1", "graphs", "zoo", level="topic", parent="F"),
    TopicRecord("T2", "trees", "zoo", level="topic", parent="F"),
]


def working(record: str, *seats: tuple[str, list[str]], topics: tuple[str, ...] = (), year: int = 2020) -> PaperRecord:
    mentions = [Mention(name, institutions=places) for name, places in seats]
    return PaperRecord(record, record, year=year, mentions=mentions, topics=[PaperTopic(topic) for topic in topics])


WORKING = [
    working("R1", ("A", ["I1"]), ("B", ["I1", "I2"]), topics=("T1", "F")),
    working("R2", ("A", ["I1"]), ("B", ["I2"]), ("C", ["I3"]), topics=("T1", "T2"), year=2010),
    working("R3", ("C", ["I3"]), topics=("T2",)),
]
Making = Callable[..., dict[tuple[str, str], float]]


RECORDS = {"zoo": [*CITING, *PLACES, *TOPICS, *WORKING]}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return assembled(tmp_path_factory.mktemp("builds"), RECORDS)


@pytest.fixture(scope="module")
def other_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Of the same records, and another build."""
    return assembled(tmp_path_factory.mktemp("builds"), RECORDS, close_min_papers=3)


@pytest.fixture
def made(build: Build) -> Making:
    """Edges of a network by the names of their ends."""
    names = {
        row["key"]: row.get("name") or row.get("title")
        for label in ("Author", "Paper", "Topic", "Institution")
        for row in rows(build, label)
    }

    def make(name: str, **options: object) -> dict[tuple[str, str], float]:
        network = make_network(build, name, **options)
        ends = [names[key] for key in network.keys.to_pylist()]
        source, target, weight = (array.tolist() for array in network.once())
        return {tuple(sorted((ends[a], ends[b]))): w for a, b, w in zip(source, target, weight, strict=True)}

    return make


def test_names_are_found_by_file() -> None:
    assert network_names() == (
        "author-topic",
        "bibliographic-coupling",
        "citation",
        "co-authorship",
        "co-citation",
        "institution-collaboration",
    )
    for name in network_names():
        kind = find_network(name)
        assert kind.name == name
        assert all(text for text in (kind.description, kind.weight, kind.nodes))


def test_citations_tie_and_mutual_ones_count_twice(made: Making) -> None:
    assert made("citation") == {
        ("P", "X"): 1,
        ("P", "Y"): 1,
        ("P", "Z"): 1,
        ("Q", "X"): 1,
        ("Q", "Y"): 1,
        ("R", "X"): 1,
        ("X", "Y"): 2,
    }
    assert made("citation", years=(2010, 2011)) == {("X", "Y"): 2}


def test_papers_are_coupled_by_shared_references(made: Making) -> None:
    # References: P {X, Y, Z}, Q {X, Y}, R {X}, X {Y}, Y {X}
    shared = {
        ("P", "Q"): 2,
        ("P", "R"): 1,
        ("P", "X"): 1,
        ("P", "Y"): 1,
        ("Q", "R"): 1,
        ("Q", "X"): 1,
        ("Q", "Y"): 1,
        ("R", "Y"): 1,
    }
    assert made("bibliographic-coupling", weight="shared") == shared
    references = {"P": 3, "Q": 2, "R": 1, "X": 1, "Y": 1}
    assert made("bibliographic-coupling") == {
        (a, b): count / np.sqrt(float(references[a] * references[b])) for (a, b), count in shared.items()
    }
    assert made("bibliographic-coupling", weight="shared", min_shared=2) == {("P", "Q"): 2}
    assert made("bibliographic-coupling", weight="shared", years=(2020, 2020)) == {("P", "Q"): 2}


def test_much_cited_references_are_left_out_and_counted(build: Build, made: Making) -> None:
    # X is cited by P, Q, R and Y; Y by P, Q and X.
    assert made("bibliographic-coupling", weight="shared", max_citations=3) == {
        ("P", "Q"): 1,
        ("P", "X"): 1,
        ("Q", "X"): 1,
    }
    assert made("bibliographic-coupling", max_citations=3)["P", "X"] == 1 / np.sqrt(2.0)
    about = make_network(build, "bibliographic-coupling", max_citations=3).about
    assert about["left_out"] == {"papers": 1, "citations": 4}
    assert make_network(build, "bibliographic-coupling").about["left_out"] == {"papers": 0, "citations": 0}


def test_papers_are_tied_by_being_cited_together(build: Build, made: Making) -> None:
    assert made("co-citation", weight="shared") == {("X", "Y"): 2, ("X", "Z"): 1, ("Y", "Z"): 1}
    assert made("co-citation")["X", "Y"] == 2 / np.sqrt(12.0)
    assert made("co-citation", weight="shared", max_references=2) == {("X", "Y"): 1}
    assert make_network(build, "co-citation", max_references=2).about["left_out"] == {"papers": 1, "citations": 3}
    assert made("co-citation", weight="shared", years=(2011, 2012)) == {("Y", "Z"): 1}


def test_institutions_are_tied_by_common_papers(build: Build, made: Making) -> None:
    assert made("institution-collaboration") == {("I1", "I2"): 1.5, ("I1", "I3"): 0.5, ("I2", "I3"): 0.5}
    assert made("institution-collaboration", weight="paper_count")["I1", "I2"] == 2
    assert made("institution-collaboration", years=(2020, 2020)) == {("I1", "I2"): 1.0}
    assert made("institution-collaboration", max_institutions=2) == {("I1", "I2"): 1.0}
    about = make_network(build, "institution-collaboration", max_institutions=2).about
    assert about["left_out"] == {"papers": 1}


def test_authors_and_topics_are_one_network(build: Build, made: Making) -> None:
    assert made("author-topic") == {
        ("A", "graphs"): 2,
        ("A", "trees"): 1,
        ("B", "graphs"): 2,
        ("B", "trees"): 1,
        ("C", "graphs"): 1,
        ("C", "trees"): 2,
    }
    assert made("author-topic", level="field") == {("A", "field"): 1, ("B", "field"): 1}
    assert made("author-topic", weight="share")["C", "graphs"] == 0.5
    keys = make_network(build, "author-topic").keys.to_pylist()
    assert [key[0] for key in keys] == ["A"] * 3 + ["T"] * 3
    assert keys == sorted(keys)


@pytest.mark.parametrize("name", network_names())
def test_each_network_is_well_formed_and_named_by_its_content(name: str, build: Build, other_build: Build) -> None:
    assert build.id != other_build.id
    one, other = make_network(build, name), make_network(other_build, name)
    assert one.digest == other.digest
    assert one.about["network"] == name
    matrix = one.matrix
    assert (matrix != matrix.T).nnz == 0
    assert matrix.diagonal().sum() == 0
    assert one.keys.to_pylist() == sorted(set(one.keys.to_pylist()))


@pytest.mark.parametrize("name", network_names())
def test_a_build_that_has_nothing_of_it_says_so(name: str, lonely_build: Build) -> None:
    with pytest.raises(UsageError, match=f"build {lonely_build.id} has nothing for the network '{name}'"):
        make_network(lonely_build, name)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("friendship", {}, "no network 'friendship'"),
        ("citation", {"half_life": 3}, "the network 'citation' has no parameter half_life"),
        ("co-citation", {"weight": "love"}, "no weight 'love'"),
        ("co-citation", {"max_references": 1}, "the limits are 1 and 1"),
        ("author-topic", {"level": "planet"}, "no topic has the level 'planet'"),
        ("author-topic", {"weight": "love"}, "no weight 'love'"),
        ("institution-collaboration", {"weight": "love"}, "no weight 'love'"),
        ("institution-collaboration", {"max_institutions": 1}, "max_institutions is 1"),
    ],
)
def test_bad_calls_are_named(build: Build, name: str, options: dict, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        make_network(build, name, **options)
