"""What clusters are called: by what their papers are about, where they appeared, and when."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from research_graph.analytics.label import UNTYPICAL, Described, leading_people
from research_graph.analytics.network import Network
from research_graph.analytics.partition import Partition
from research_graph.analytics.phrases import phrase_matrix
from scipy.sparse import csr_array

TITLES = ["Dependency parsing"] * 8 + ["Speech synthesis"] * 8 + ["Joint work"]
NOTHING = csr_array((17, 0), dtype=np.int64)
# Papers 0-7 are by people 0, 1, 2; papers 8-15 by 3, 4, 5; paper 16 by 0, 3, 4.
TEAMS = [[1, 1, 1, 0, 0, 0]] * 8 + [[0, 0, 0, 1, 1, 1]] * 8 + [[1, 0, 0, 1, 1, 0]]
TWO = Partition.of(np.array([0, 0, 0, 1, 1, 1]))


def matrix(rows: list[list[int]]) -> csr_array:
    return csr_array(np.array(rows, dtype=np.int64))


@pytest.fixture
def papers() -> Described:
    return Described(
        authors=matrix(TEAMS),
        years=np.array([*range(2001, 2009), *[0] * 8, 2020]),
        topics=(NOTHING, []),
        terms=phrase_matrix(TITLES),
        venues=(NOTHING, []),
    )


def test_typical_words_make_the_label(papers: Described) -> None:
    rows = papers.labels(TWO).to_pylist()
    assert [row["label"] for row in rows] == ["dependency, parsing", "speech, synthesis"]
    assert rows[0]["terms"] == ["dependency", "dependency parsing", "parsing"]


def test_a_paper_belongs_where_at_least_half_of_its_authors_are(papers: Described) -> None:
    rows = papers.labels(TWO).to_pylist()
    assert [row["paper_count"] for row in rows] == [8, 9]
    assert [(row["first_year"], row["last_year"]) for row in rows] == [(2001, 2008), (2020, 2020)]
    halves = replace(papers, authors=matrix([*TEAMS[:16], [1, 0, 0, 1, 0, 0]]))
    assert halves.labels(TWO)["paper_count"].to_pylist() == [9, 9]


def test_topics_come_before_words_and_do_not_repeat_them(papers: Described) -> None:
    topics = matrix([[1, 0]] * 8 + [[0, 1]] * 8 + [[0, 0]])
    named = replace(papers, topics=(topics, ["Syntax and Parsing", "Vocoders"]))
    rows = named.labels(TWO).to_pylist()
    assert [row["label"] for row in rows] == ["Syntax and Parsing, dependency", "Vocoders, speech, synthesis"]
    assert [row["topics"] for row in rows] == [["Syntax and Parsing"], ["Vocoders"]]


def test_without_words_venues_and_years_name_a_cluster(papers: Described) -> None:
    venues = matrix([[1, 0]] * 8 + [[0, 1]] * 8 + [[0, 0]])
    mute = replace(papers, terms=(NOTHING, []), venues=(venues, ["ACL", "Interspeech"]))
    assert mute.labels(TWO)["label"].to_pylist() == ["ACL, 2001–2008", "Interspeech, 2020"]


def test_with_nothing_at_all_it_is_said(papers: Described) -> None:
    mute = replace(papers, terms=(NOTHING, []), years=np.zeros(17, dtype=np.int64))
    assert mute.labels(TWO)["label"].to_pylist() == [UNTYPICAL, UNTYPICAL]


def test_no_clusters_no_labels(papers: Described) -> None:
    assert papers.labels(Partition.of(np.full(6, -1))).num_rows == 0


def test_leading_people_are_the_strongest_inside() -> None:
    keys = pa.array(["a", "b", "c", "d", "e"])
    network = Network.from_edges(
        keys, np.array([0, 1, 2, 3]), np.array([1, 2, 3, 4]), np.array([1.0, 2.0, 50.0, 1.0]), about={}
    )
    strength, leaders = leading_people(network, Partition.of(np.array([0, 0, 0, 1, -1])))
    assert strength.tolist() == [1.0, 3.0, 2.0, 0.0, 0.0]
    assert [each.tolist() for each in leaders] == [[1, 2, 0], [3]]
    assert leading_people(network, Partition.of(np.array([0, 0, 0, 0, 0])), most=2)[1][0].tolist() == [2, 3]
