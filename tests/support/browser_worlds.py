"""Small graphs for a browser: names that attack whoever shows them, and a graph as large as the explorer draws."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from research_graph.store.open import open_store
from support.graphs import Graph, edge, graph, key, load, node

HOSTILE = (
    "<img src=x onerror=\"window.attacked='img'\">",
    '"><svg onload="window.attacked=\'svg\'">',
    "<script>window.attacked='script'</script>",
    "javascript:window.attacked='link'",
    '=HYPERLINK("http://attacker.example","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "]]></data><attacked/>",
    "&lt;b&gt;&amp;&#x41;",
    "${window.attacked='template'} {{7*7}}",
    "\\input{/etc/passwd} % } @misc{x,}",
    "\u202egnirts desrever",
    "A" * 300,
)
"""Names of people and titles of papers."""


def hostile_world() -> tuple[Graph, str]:
    """Everybody wrote with the first one, and everything is called something hostile; the graph and the first key."""
    people = [key("A", f"hostile/{number}") for number in range(len(HOSTILE))]
    papers = [key("P", f"hostile/{number}") for number in range(len(HOSTILE))]
    topic, venue, place = (key(letter, "hostile") for letter in "TVI")
    rows = [
        node("Topic", topic, name=HOSTILE[0], scheme="test", paper_count=len(papers)),
        node("Venue", venue, name=HOSTILE[1], acronym=HOSTILE[2]),
        node("Institution", place, name=HOSTILE[2], ror="012345678"),
    ]
    for number, name in enumerate(HOSTILE):
        person, paper = people[number], papers[number]
        many = {
            "paper_count": 2,
            "first_year": 2001,
            "last_year": 2020,
            "search_rank": 5,
            "name_variants": [name[::-1]],
        }
        rows.append(node("Author", person, name=name, affiliation_status="known", **many))
        rows.append(node("Paper", paper, title=name, abstract=name, year=2000 + number, doi=f"10.1/{name[:20]}"))
        rows.append(edge("AUTHORED", person, paper, position=0, name=name, confidence=1.0, affiliations=[name]))
        rows += [edge("ABOUT", paper, topic, evidence="asserted"), edge("PUBLISHED_IN", paper, venue)]
        rows.append(edge("WORKS_ON", person, topic, paper_count=1, share=1.0))
        rows.append(edge("AFFILIATED_WITH", person, place, paper_count=1, last_year=2001))
        if number:
            rows.append(edge("AUTHORED", people[0], paper, position=1, name=HOSTILE[0], confidence=1.0))
            tie = {"paper_count": 1, "strength": 1.0, "first_year": 2000 + number, "last_year": 2000 + number}
            rows.append(edge("CO_AUTHORED_WITH", people[0], person, **tie, is_close=True))
    return graph(*rows), people[0]


HUBS, AROUND = 20, 99


def large_world() -> tuple[Graph, list[str]]:
    """2,000 people and 4,000 ties: hubs with their circles, and hubs in a ring; the graph and the hubs' keys."""
    hubs = [key("A", f"hub/{number}") for number in range(HUBS)]
    rows = [
        node("Author", hub, name=f"Hub {number}", paper_count=100, search_rank=5) for number, hub in enumerate(hubs)
    ]
    ties = {"paper_count": 1, "first_year": 2001, "last_year": 2020, "is_close": False}
    for number, hub in enumerate(hubs):
        circle = [key("A", f"circle/{number}/{each}") for each in range(AROUND)]
        for each, person in enumerate(circle):
            rows.append(node("Author", person, name=f"Person {number}.{each}", paper_count=each % 9))
            rows.append(edge("CO_AUTHORED_WITH", hub, person, strength=2.0 + each / 100, **ties))
        rows += [edge("CO_AUTHORED_WITH", *pair, strength=1.0, **ties) for pair in pairwise([*circle, circle[0]])]
        for after in (1, 2):
            other = hubs[(number + after) % HUBS]
            rows.append(edge("CO_AUTHORED_WITH", hub, other, strength=1.0, **ties))
    return graph(*rows), hubs


def stored(world: Graph, folder: Path) -> Path:
    """A store's file that holds the graph."""
    file = folder / "world.sqlite"
    store = open_store(f"sqlite:///{file}")
    load(store, world)
    store.close()
    return file
