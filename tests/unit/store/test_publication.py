"""What a store writes about a publication and what follows another."""

from dataclasses import replace

from research_graph.store.publication import decode, encode, following, says_the_same
from support.graphs import Graph, publication

FIRST = publication(Graph(), "b1", parameters={"half_life": 5.5, "kinds": ["a"], "none": None}, run="r1")


def test_a_publication_survives_being_written() -> None:
    assert decode(encode(FIRST)) == FIRST


def test_the_same_text_is_read_once() -> None:
    text = encode(FIRST)
    assert decode(text) is decode(text.encode().decode())
    assert decode(text) != decode(encode(replace(FIRST, epoch=9)))


def test_the_first_has_epoch_one_and_nothing_before() -> None:
    assert following(None, FIRST) == replace(FIRST, epoch=1, state="ready", previous=None)


def test_the_next_names_the_build_before() -> None:
    held = following(None, FIRST)
    after = following(held, replace(FIRST, build="b2"), state="publishing")
    assert (after.epoch, after.state, after.previous) == (2, "publishing", "b1")


def test_the_same_build_again_keeps_the_build_before_it() -> None:
    held = replace(following(None, FIRST), previous="b0")
    assert following(held, replace(FIRST, as_of="2026")).previous == "b0"


def test_what_says_the_same() -> None:
    held = replace(following(None, FIRST), epoch=7, previous="b0")
    assert says_the_same(held, FIRST)
    assert not says_the_same(held, replace(FIRST, as_of="2026"))
    assert not says_the_same(replace(held, state="publishing"), FIRST)
    assert not says_the_same(None, FIRST)
