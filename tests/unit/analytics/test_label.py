"""What clusters are called: by what their papers are about, where they appeared, and when."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from research_graph.analytics.label import UNTYPICAL, Described, Having, leading_people, spelling_of
from research_graph.analytics.network import Network
from research_graph.analytics.partition import Partition
from research_graph.analytics.phrases import phrase_matrix
from research_graph.analytics.spelling import Reader
from scipy.sparse import csr_array

TITLES = ["Dependency parsing"] * 8 + ["Speech synthesis"] * 8 + ["Joint work"]
NOTHING = csr_array((17, 0), dtype=np.int64)
# Papers 0-7 are by people 0, 1, 2; papers 8-15 by 3, 4, 5; paper 16 by 0, 3, 4.
TEAMS = [[1, 1, 1, 0, 0, 0]] * 8 + [[0, 0, 0, 1, 1, 1]] * 8 + [[1, 0, 0, 1, 1, 0]]
TWO = Partition.of(np.array([0, 0, 0, 1, 1, 1]))


def matrix(rows: list[list[int]]) -> csr_array:
    return csr_array(np.array(rows, dtype=np.int64))


def described(titles: list[str], topics: Having, abstracts: dict[int, str] | None = None) -> Described:
    reader, told = Reader(), abstracts or {}
    terms = Having.words(matrix(TEAMS), *phrase_matrix(titles, see=reader.see))
    return Described(
        people=["Ann Zoe", "Bea", "Cyd", "Dan", "Eve", "Flo"],
        authors=matrix(TEAMS),
        years=np.array([*range(2001, 2009), *[0] * 8, 2020]),
        topics=topics,
        terms=terms,
        venues=Having.alike(NOTHING, []),
        spelling=spelling_of(
            reader, terms, topics, lambda papers: [told[paper] for paper in papers.tolist() if paper in told]
        ),
    )


@pytest.fixture
def papers() -> Described:
    return described(TITLES, Having.alike(NOTHING, []))


def titled(first: str, second: str, *, topics: list[str] | None = None) -> Described:
    """Eight papers of a title (and a topic), eight of another, and a last one that says nothing."""
    about = matrix([[1, 0]] * 8 + [[0, 1]] * 8 + [[0, 0]])
    named = Having.alike(about, topics) if topics else Having.alike(NOTHING, [])
    return described([first] * 8 + [second] * 8 + [""], named)


def labels_of(papers: Described) -> list[str]:
    found: list[str] = papers.labels(TWO)["label"].to_pylist()
    return found


def test_typical_words_make_the_label(papers: Described) -> None:
    rows = papers.labels(TWO).to_pylist()
    assert [row["label"] for row in rows] == ["Dependency parsing", "Speech synthesis"]
    assert rows[0]["terms"] == ["dependency parsing"]


def test_a_word_that_does_not_stay_with_people_is_no_label(papers: Described) -> None:
    both = phrase_matrix(["trends and verbs"] * 8 + ["nouns"] * 9)
    assert both[1] == ["nouns", "trends", "verbs"]
    fleeting = replace(papers, terms=Having(*both, np.array([1.0, 0.1, 1.0])))
    assert labels_of(fleeting) == ["Verbs", "Nouns"]


def test_a_label_is_never_names_of_members_alone() -> None:
    assert labels_of(titled("Ann and Bea and Cyd and Verbs", "Dan and Nouns")) == ["Verbs, ann, bea", "Dan, nouns"]
    assert labels_of(titled("Ann Zoe", "Nouns")) == [f"{UNTYPICAL}, 2001–2008", "Nouns"]


def test_words_are_written_as_the_titles_and_topics_of_the_cluster_write_them() -> None:
    running = "How trees and verbs and nouns of Arabic and of BERT"
    assert labels_of(titled(running, "Speech Of Arabic")) == ["BERT, nouns, trees", "Speech"]
    assert titled(running, "Speech Of Arabic").labels(TWO)["terms"].to_pylist()[1] == ["speech"]
    named = titled("Old NMR Spectra", "Nouns", topics=["Studies of NMR In Oman", "Speech And Language"])
    assert labels_of(named) == ["Studies of NMR in oman", "Speech and language, nouns"]
    assert named.labels(TWO)["topics"].to_pylist() == [["Studies of NMR In Oman"], ["Speech And Language"]]


def test_abstracts_of_papers_with_a_word_tell_how_it_is_written() -> None:
    titles = ["Old Thai Verbs"] * 8 + ["How speech of many people is made of small words"] * 9
    told = {7: "We look at verbs of Thai.", 8: "Others write thai."}  # nothing is open in the title of the other
    rows = described(titles, Having.alike(NOTHING, []), told).labels(TWO).to_pylist()
    assert (rows[0]["label"], rows[0]["terms"]) == ("Old Thai verbs", ["old Thai verbs"])


def test_a_paper_belongs_where_at_least_half_of_its_authors_are(papers: Described) -> None:
    rows = papers.labels(TWO).to_pylist()
    assert [row["paper_count"] for row in rows] == [8, 9]
    assert [(row["first_year"], row["last_year"]) for row in rows] == [(2001, 2008), (2020, 2020)]
    halves = replace(papers, authors=matrix([*TEAMS[:16], [1, 0, 0, 1, 0, 0]]))
    assert halves.labels(TWO)["paper_count"].to_pylist() == [9, 9]


def test_topics_come_before_words_and_do_not_repeat_them() -> None:
    rows = titled("Dependency and trees", "Speech", topics=["Syntax and Dependency", "Speech Vocoders"])
    found = rows.labels(TWO).to_pylist()
    assert [row["label"] for row in found] == ["Syntax and dependency, trees", "Speech vocoders"]
    assert [row["topics"] for row in found] == [["Syntax and Dependency"], ["Speech Vocoders"]]


def test_equal_labels_say_more_phrases_then_venues_then_years() -> None:
    both = ["Verbs", "Verbs"]
    assert labels_of(titled(*both)) == ["Verbs, 2001–2008", "Verbs, 2020"]
    venues = matrix([[1, 0]] * 8 + [[0, 1]] * 8 + [[0, 0]])
    held = replace(titled(*both), venues=Having.alike(venues, ["ACL", "Interspeech"]))
    assert labels_of(held) == ["Verbs, ACL", "Verbs, Interspeech"]
    more = titled("Verbs", "Nouns", topics=["Syntax", "Syntax"])
    few = replace(more, terms=more.terms, topics=Having.alike(matrix([[1]] * 17), ["Syntax"]))
    assert labels_of(few) == ["Syntax, verbs", "Syntax, nouns"]


def test_a_cluster_is_not_called_as_the_one_that_it_lies_in() -> None:
    world = titled("Verbs and nouns and trees and forms", "Speech")
    (field, other) = labels_of(world)
    assert (field, other) == ("Forms, nouns, trees", "Speech")
    inner = world.labels(TWO, coarser=[(TWO, [field, other])])["label"].to_pylist()
    assert inner == ["Forms, nouns, trees, verbs", "Speech, 2020"]


def test_what_a_cluster_was_called_stays_where_it_may_still_be_called_so() -> None:
    world = titled("Verbs and nouns and trees and forms", "Speech")
    first, second = world.labels(TWO).to_pylist()

    def called(label: str, **changed: int) -> str:
        earlier = [{**first, "size": 3, "label": label, **changed}, {**second, "size": 3, "label": "Sign language"}]
        assert world.labels(TWO, earlier=[None, None])["label"].to_pylist() == [first["label"], "Speech"]
        found, other = world.labels(TWO, earlier=earlier)["label"].to_pylist()
        assert other == "Speech"
        return str(found)

    assert called("Forms, nouns, trees, verbs", paper_count=7) == "Forms, nouns, trees, verbs"
    assert called("Verbs, trees") == "Verbs, trees"
    assert called("Verbs, trees", paper_count=7) == called("Verbs, trees", size=4) == "Forms, nouns, trees"
    assert called("Verbs, trees", last_year=2007) == "Forms, nouns, trees"


def test_without_words_venues_and_years_name_a_cluster(papers: Described) -> None:
    venues = matrix([[1, 0]] * 8 + [[0, 1]] * 8 + [[0, 0]])
    mute = replace(papers, terms=Having.alike(NOTHING, []), venues=Having.alike(venues, ["ACL", "Interspeech"]))
    assert mute.labels(TWO)["label"].to_pylist() == ["ACL, 2001–2008", "Interspeech, 2020"]


def test_papers_of_two_members_tell_of_a_cluster_that_has_none_of_its_own(papers: Described) -> None:
    rows = papers.labels(Partition.of(np.array([0, -1, -1, 1, 1, -1]))).to_pylist()
    assert [(row["label"], row["paper_count"]) for row in rows] == [(UNTYPICAL, 0), ("Speech synthesis", 9)]
    guests = replace(papers, authors=matrix([[1, 1, 1, 1, 1, 0]] * 8 + TEAMS[8:]))
    rows = guests.labels(Partition.of(np.array([0, 0, -1, -1, -1, 1]))).to_pylist()
    assert [(row["label"], row["paper_count"], row["first_year"]) for row in rows] == [
        ("Dependency parsing", 0, None),
        (UNTYPICAL, 0, None),
    ]


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
