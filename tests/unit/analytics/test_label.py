"""What clusters are called: by what their papers are about, where they appeared, and when."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from research_graph.analytics.label import UNTYPICAL, Described, Having, leading_people
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
        people=["Ann Zoe", "Bea", "Cyd", "Dan", "Eve", "Flo"],
        authors=matrix(TEAMS),
        years=np.array([*range(2001, 2009), *[0] * 8, 2020]),
        topics=Having.alike(NOTHING, []),
        terms=Having.words(matrix(TEAMS), *phrase_matrix(TITLES)),
        venues=Having.alike(NOTHING, []),
    )


def titled(papers: Described, *titles: str) -> Described:
    """The same with eight papers of a title, eight of another, and a last one that says nothing."""
    first, second = titles
    terms = phrase_matrix([first] * 8 + [second] * 8 + [""])
    return replace(papers, terms=Having.words(papers.authors, *terms))


def test_typical_words_make_the_label(papers: Described) -> None:
    rows = papers.labels(TWO).to_pylist()
    assert [row["label"] for row in rows] == ["dependency parsing", "speech synthesis"]
    assert rows[0]["terms"] == ["dependency parsing"]


def test_a_word_that_does_not_stay_with_people_is_no_label(papers: Described) -> None:
    both = phrase_matrix(["trends and verbs"] * 8 + ["nouns"] * 9)
    assert both[1] == ["nouns", "trends", "verbs"]
    fleeting = replace(papers, terms=Having(*both, np.array([1.0, 0.1, 1.0])))
    assert fleeting.labels(TWO)["label"].to_pylist() == ["verbs", "nouns"]


def test_a_label_is_never_names_of_members_alone(papers: Described) -> None:
    led = titled(papers, "Ann and Bea and Cyd and Verbs", "Dan and Nouns")
    assert led.labels(TWO)["label"].to_pylist() == ["verbs, ann, bea", "dan, nouns"]
    alone = titled(papers, "Ann Zoe", "Nouns")
    assert alone.labels(TWO)["label"].to_pylist() == [f"{UNTYPICAL}, 2001–2008", "nouns"]


def test_a_paper_belongs_where_at_least_half_of_its_authors_are(papers: Described) -> None:
    rows = papers.labels(TWO).to_pylist()
    assert [row["paper_count"] for row in rows] == [8, 9]
    assert [(row["first_year"], row["last_year"]) for row in rows] == [(2001, 2008), (2020, 2020)]
    halves = replace(papers, authors=matrix([*TEAMS[:16], [1, 0, 0, 1, 0, 0]]))
    assert halves.labels(TWO)["paper_count"].to_pylist() == [9, 9]


def test_topics_come_before_words_and_do_not_repeat_them(papers: Described) -> None:
    topics = matrix([[1, 0]] * 8 + [[0, 1]] * 8 + [[0, 0]])
    named = replace(
        titled(papers, "Dependency and trees", "Speech"),
        topics=Having.alike(topics, ["Syntax and Dependency", "Speech Vocoders"]),
    )
    rows = named.labels(TWO).to_pylist()
    assert [row["label"] for row in rows] == ["Syntax and Dependency, trees", "Speech Vocoders"]
    assert [row["topics"] for row in rows] == [["Syntax and Dependency"], ["Speech Vocoders"]]


def test_without_words_venues_and_years_name_a_cluster(papers: Described) -> None:
    venues = matrix([[1, 0]] * 8 + [[0, 1]] * 8 + [[0, 0]])
    mute = replace(papers, terms=Having.alike(NOTHING, []), venues=Having.alike(venues, ["ACL", "Interspeech"]))
    assert mute.labels(TWO)["label"].to_pylist() == ["ACL, 2001–2008", "Interspeech, 2020"]


def test_with_nothing_at_all_it_is_said(papers: Described) -> None:
    mute = replace(papers, terms=Having.alike(NOTHING, []), years=np.zeros(17, dtype=np.int64))
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
