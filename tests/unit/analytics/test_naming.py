"""Labels that differ: from those of the same level, and from those of what a cluster lies in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.analytics.naming import Earlier, Options, above, told_apart
from research_graph.analytics.partition import Partition


def told(
    *clusters: list[str], over: list[list[str]] | None = None, earlier: list[tuple[str, bool] | None] | None = None
) -> list[str]:
    """The labels of clusters that say one phrase, or more of them."""
    return told_apart(
        [Options(phrases[:1], iter(phrases[1:])) for phrases in clusters],
        above=over or [[] for _ in clusters],
        earlier=[each and Earlier(*each) for each in earlier or [None for _ in clusters]],
    )


def test_different_labels_stay_as_short_as_they_are() -> None:
    assert told(["Arabic", "verbs"], ["Hindi", "verbs"]) == ["Arabic", "Hindi"]


def test_all_that_share_a_label_say_more_until_they_differ() -> None:
    found = told(["Arabic", "verbs", "nouns"], ["Arabic", "verbs", "OCR"], ["Arabic", "speech"])
    assert found == ["Arabic, verbs, nouns", "Arabic, verbs, OCR", "Arabic, speech"]


def test_a_longer_label_does_not_run_into_another_one() -> None:
    found = told(["Arabic", "verbs"], ["Arabic", "nouns"], ["Arabic, verbs", "OCR"])
    assert found == ["Arabic, verbs", "Arabic, nouns", "Arabic, verbs, OCR"]


def test_capitals_do_not_make_labels_different() -> None:
    assert told(["Arabic", "OCR"], ["ARABIC", "verbs"]) == ["Arabic, OCR", "ARABIC, verbs"]


def test_who_has_nothing_more_to_say_stays_and_the_others_go_on() -> None:
    assert told(["Arabic"], ["Arabic", "verbs"], ["Arabic"]) == ["Arabic", "Arabic, verbs", "Arabic"]


def test_a_cluster_is_not_called_as_what_it_lies_in() -> None:
    found = told(["Arabic", "verbs"], ["Hindi"], over=[["arabic", "Persian"], ["Hindi"]])
    assert found == ["Arabic, verbs", "Hindi"]


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        (["Arabic", None], ["Arabic", "Arabic, nouns"]),
        ([None, "Arabic, nouns"], ["Arabic", "Arabic, nouns"]),
        (["Arabic, verbs", None], ["Arabic, verbs", "Arabic"]),
        (["Arabic", "Arabic"], ["Arabic, verbs", "Arabic, nouns"]),
        (["Persian", None], ["Arabic, verbs", "Arabic, nouns"]),
        (["Arabic, verbs and more", None], ["Arabic, verbs", "Arabic, nouns"]),
        (["Verbs, Arabic", None], ["Arabic, verbs", "Arabic, nouns"]),
    ],
)
def test_an_earlier_label_stays_where_it_still_may(earlier: list[str | None], expected: list[str]) -> None:
    before = [(each, False) if each else None for each in earlier]
    assert told(["Arabic", "verbs"], ["Arabic", "nouns"], earlier=before) == expected


@pytest.mark.parametrize(
    ("earlier", "is_kept"),
    [
        ("Verbs, Arabic", True),
        ("Arabic, OCR, verbs", True),
        ("OCR", True),
        ("verbs, Arabic", False),
        ("Verbs, arabic", False),
        ("Verbs, Persian", False),
    ],
)
def test_a_cluster_that_is_the_same_keeps_what_it_may_still_say_in_any_order(earlier: str, *, is_kept: bool) -> None:
    phrases = ["Arabic", "verbs", "OCR"]
    assert told(phrases, earlier=[(earlier, True)]) == [earlier if is_kept else "Arabic"]
    assert told(phrases, earlier=[(earlier, False)]) == ["Arabic"]


def test_an_earlier_label_goes_where_what_it_lies_in_has_it() -> None:
    assert told(["Arabic", "verbs"], over=[["Arabic"]], earlier=[("Arabic", True)]) == ["Arabic, verbs"]


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4, unique=True), max_size=6))
def test_labels_are_equal_only_where_there_is_nothing_more_to_say(clusters: list[list[str]]) -> None:
    found = told(*clusters)
    for phrases, one in zip(clusters, found, strict=True):
        all_labels = [", ".join(phrases[: count + 1]).capitalize() for count in range(len(phrases))]
        assert one in all_labels
        assert found.count(one) == 1 or one == all_labels[-1]


def test_what_a_cluster_lies_in_holds_most_of_its_members() -> None:
    fields = Partition.of(np.array([0, 0, 0, 1, 1, -1, -1]))
    groups = Partition.of(np.array([0, 0, 1, 1, 1, 2, -1]))
    even = Partition.of(np.array([0, 0, 0, 0, -1, -1, -1]))
    assert above(groups, [(fields, ["A", "B"])]) == [["A"], ["B"], []]
    assert above(Partition.of(np.array([-1, 0, 0, 0, 0, -1, -1])), [(fields, ["A", "B"])]) == [["A"]]
    assert above(groups, [(fields, ["A", "B"]), (even, ["C"])]) == [["A", "C"], ["B", "C"], []]
    assert above(groups, []) == [[], [], []]
