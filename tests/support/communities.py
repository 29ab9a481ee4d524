"""A planted world: groups of people who write papers together, under titles, topics and venues of their own."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from research_graph.schema.records import Mention, PaperRecord, PaperTopic, Record, TopicRecord, VenueRecord

SUBJECTS: dict[str, tuple[str, ...]] = {
    "Dependency Parsing": ("dependency parsing", "projective trees", "treebank"),
    "Speech Synthesis": ("speech synthesis", "vocoder", "prosody"),
    "Oil Recovery": ("oil recovery", "reservoir", "drilling"),
    "Protein Folding": ("protein folding", "amino acids", "residues"),
}
"""What each group writes on: its topic, and phrases of its titles."""

GIVEN = ("Ada", "Bela", "Cora", "Dina", "Egon", "Fina", "Gerd")
FAMILY = ("Karlo", "Lindt", "Moravec", "Novak", "Orsini", "Petrov", "Quist", "Rossi")
EACH = 14
"""People of a group."""


def person(group: int, number: int) -> Mention:
    """One of the people of a group, with a computed id of their own."""
    given, family = GIVEN[number % 7], FAMILY[2 * group + number // 7]
    return Mention(f"{given} {family}", given, family, computed_ids=[f"openalex:A{100 * group + number + 1}"])


def papers(
    group: int, *, count: int = 36, first: int = 0, people: Sequence[int] = range(EACH), seed: int = 0
) -> list[PaperRecord]:
    """Papers of three of a group's people each."""
    random = Random(1000 * seed + group)
    topic = list(SUBJECTS)[group % len(SUBJECTS)]
    found: list[PaperRecord] = []
    for number in range(first, first + count):
        team = random.sample(list(people), 3)
        phrase = random.choice(SUBJECTS[topic])
        found.append(
            PaperRecord(
                f"g{group}-{number}",
                f"A study of {phrase} with variant {'abcdefghijklmnop'[number % 16] * 4}",
                year=2000 + number % 20,
                ids=[f"doi:10.1000/g{group}-{number}"],
                venues=[f"v{group % len(SUBJECTS)}"],
                topics=[PaperTopic(f"t{group % len(SUBJECTS)}", rank=1)],
                mentions=[person(group, each) for each in team],
            )
        )
    return found


def frame() -> list[Record]:
    """Topics and venues, and a paper between each two neighboring groups."""
    named = list(SUBJECTS)
    topics = [TopicRecord(f"t{number}", name, "planted", "topic") for number, name in enumerate(named)]
    venues = [VenueRecord(f"v{number}", f"Meeting on {name}") for number, name in enumerate(named)]
    between = [
        PaperRecord(f"b{number}", f"Between {number}", year=2010, mentions=[person(number, 0), person(number + 1, 1)])
        for number in range(len(named) - 1)
    ]
    return [*topics, *venues, *between]


def planted(groups: int = 4) -> list[Record]:
    """The whole world."""
    return [*frame(), *(paper for group in range(groups) for paper in papers(group))]
