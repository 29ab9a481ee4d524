"""A small graph of what breaks engines: nulls, namesakes, scripts, quotes and code in names, equal ranks, loops."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random

from .graphs import Graph, Row, edge, graph, key, node

_NAMES = (
    "Qun Liu",
    "Łukasz Kaiser",
    "漢字 太郎",
    "Jean-Pierre Đặng",
    "Robert'); DROP TABLE Author;--",
    'Ann "OR 1" O’Neil',
    "{key: 1} RETURN n",
    "Weiß",
    "김민수",
    "مريم علي",
    "Qun Liu",
    "Liu Quan",
    "Qun",
    "Quncy Jones",
)
_WORDS = (
    "neural",
    "parsing",
    "of",
    "low-resource",
    "languages",
    "graphs",
    "for",
    "translation",
    "漢字",
    "naïve",
    "bert",
)


def small_world(seed: int = 0, *, authors: int = 40, papers: int = 60) -> Graph:
    """Every kind of node and edge, the same for the same seed; three people and one venue have no edges."""
    random = Random(seed)
    people = [key("A", f"{seed}/{number}") for number in range(authors)]
    works = [key("P", f"{seed}/{number}") for number in range(papers)]
    topics, venues, places = ([key(letter, f"{seed}/{number}") for number in range(5)] for letter in "TVI")
    rows = [*_people(random, people), *_works(random, works)]
    for number in range(5):
        rows.append(node("Topic", topics[number], name=f"Topic {number}", scheme="test", paper_count=number // 2))
        rows.append(
            node("Venue", venues[number], name=f"Venue {number}", acronym=random.choice([None, "ACL", "EMNLP"]))
        )
        rows.append(node("Institution", places[number], name=f"Universität {number}", ror=f"0000000{number}0"))
        rows.append(node("Redirect", key("A", f"{seed}/old {number}"), target=random.choice([None, people[number]])))
        rows.append(edge("SUBTOPIC_OF", topics[number], topics[number // 2]))
        rows.append(edge("PART_OF", places[number], places[0]))
    return graph(*rows, *_edges(random, people, works, topics, venues, places))


def _people(random: Random, keys: Sequence[str]) -> Iterator[tuple[str, Row]]:
    for number, author in enumerate(keys):
        name = _NAMES[number] if number < len(_NAMES) else f"{random.choice('ABQ')}. {random.choice(_NAMES)}"
        yield node(
            "Author",
            author,
            name=name,
            name_variants=random.choice([[], None, [f"{name} Jr.", "Q. Liu"]]),
            orcid=random.choice([None, f"0000-0000-0000-{number:04}"]),
            external_ids=[f"acl_person:{number}", *(["orcid:shared"] if number % 9 == 0 else [])],
            evidence=random.choice(["asserted", "matched", "name_only"]),
            merge_risk=random.choice([None, 0.0, 0.1, 1 / 3]),
            is_partial=random.choice([None, True, False]),
            paper_count=random.randrange(4),
            first_year=random.choice([None, 1999, 2001]),
            search_rank=random.choice([None, 0, 1, 5]),
        )


def _works(random: Random, keys: Sequence[str]) -> Iterator[tuple[str, Row]]:
    for number, paper in enumerate(keys):
        yield node(
            "Paper",
            paper,
            title=" ".join(random.choices(_WORDS, k=random.randrange(1, 6))).capitalize(),
            abstract=random.choice([None, "", 'It\'s "quoted" \\ text\n{with: braces}']),
            year=random.choice([None, 1999, 2001, 2001, 2020]),
            doi=random.choice([None, f"10.1/é{number}"]),
            external_ids=random.choice([None, [f"doi:10.1/é{number}", f"acl:{number}"]]),
            versions=random.choice([None, [], [f'{{"source":"test","record":"{number}","url":null}}']]),
            is_retracted=number % 7 == 0,
            search_rank=random.choice([0, 3, 3, 100]),
        )


def _edges(
    random: Random,
    people: Sequence[str],
    works: Sequence[str],
    topics: Sequence[str],
    venues: Sequence[str],
    places: Sequence[str],
) -> Iterator[tuple[str, Row]]:
    ties: dict[tuple[str, str], tuple[int, float]] = {}
    busy = people[:-3]  # three people have nothing at all
    for paper in works:
        team = random.sample(busy, random.randrange(0, 6))
        for position, author in enumerate(team):
            affiliations = random.choice([None, [], ["Dept. of \"X\", 'Y'"]])
            yield edge(
                "AUTHORED",
                author,
                paper,
                position=position,
                name="N. N.",
                confidence=random.random(),
                affiliations=affiliations,
            )
        for one, other in combinations(sorted(team), 2):
            count, strength = ties.get((one, other), (0, 0.0))
            ties[one, other] = (count + 1, strength + 1 / (len(team) - 1))
        yield edge("PUBLISHED_IN", paper, random.choice(venues[:4]))
        for topic in random.sample(topics, random.randrange(3)):
            yield edge("ABOUT", paper, topic, score=random.choice([None, 0.5, random.random()]), evidence="inferred")
        for cited in random.sample(works, 2):  # now and then itself, and back
            yield edge("CITES", paper, cited)
    for (one, other), (count, strength) in ties.items():
        first = random.choice([None, 1999, 2001])
        last = None if first is None else first + random.randrange(20)
        yield edge(
            "CO_AUTHORED_WITH",
            one,
            other,
            paper_count=count,
            strength=strength,
            first_year=first,
            last_year=last,
            is_close=count > 1,
        )
    for author in busy:
        yield edge("AFFILIATED_WITH", author, random.choice(places), paper_count=random.randrange(3), last_year=2001)
        yield edge("WORKS_ON", author, random.choice(topics), paper_count=random.randrange(3), share=random.random())
    yield edge("POSSIBLY_SAME_AS", people[0], people[1], probability=0.5, reasons=["same name"])
