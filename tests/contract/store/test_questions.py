"""Hundreds of random questions over all methods: every engine answers as plain loops over the rows do."""

from collections.abc import Iterator

import pytest
from research_graph.store.port import Snapshot, Store
from support.asking import ask
from support.graphs import load, publication
from support.naive_store import NaiveSnapshot
from support.questions import questions
from support.small_world import small_world

WORLD = small_world(1)
NAIVE = NaiveSnapshot(WORLD, publication(WORLD))
QUESTIONS = list(questions(NAIVE, seed=2, count=420))


@pytest.fixture(scope="module")
def snapshot(opened_store: Store) -> Iterator[Snapshot]:
    opened_store.clear()
    load(opened_store, WORLD)
    with opened_store.snapshot() as snapshot:
        yield snapshot


@pytest.mark.parametrize("number", range(len(QUESTIONS)), ids=lambda number: f"{number}-{QUESTIONS[number]['ask']}")
def test_an_engine_answers_as_the_rows_say(snapshot: Snapshot, number: int) -> None:
    question = QUESTIONS[number]
    assert ask(snapshot, question) == ask(NAIVE, question)


def test_questions_repeat_for_a_seed_and_meet_every_method_with_answers() -> None:
    assert list(questions(NAIVE, seed=2, count=420)) == QUESTIONS
    answered = {question["ask"] for question in QUESTIONS if ask(NAIVE, question)}
    assert len(answered) == 14
