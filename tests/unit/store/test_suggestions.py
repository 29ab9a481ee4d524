"""Suggestions from a store are those that analytics makes of the build that it holds."""

from collections import defaultdict
from pathlib import Path
from random import Random

from research_graph.analytics import suggestions as of_all
from research_graph.assembly.assemble import assemble
from research_graph.assembly.difference import difference
from research_graph.assembly.parameters import Parameters
from research_graph.store import suggestions as of_one
from research_graph.store.open import open_store
from support.assembled import paper, rows
from support.plain_identity import keys_of
from support.views import view_of


def test_one_author_gets_what_analytics_gives_to_all(tmp_path: Path) -> None:
    random = Random(5)
    people = [f"N{number}" for number in range(120)]
    papers = [
        paper(
            f"R{number}",
            *random.sample(people, random.randrange(1, 6)),
            year=random.choice([None, 1960, 2012, 2019, 2020]),
        )
        for number in range(70)
    ]
    view = view_of({"zoo": papers})
    keys = sorted({row["author"] for row in keys_of(view).tables["mentions"].to_pylist()})
    doubles = sorted({tuple(sorted(random.sample(keys, 2))) for _ in range(12)})
    same = [{"source": one, "target": two, "probability": 0.5, "reasons": ["a test"]} for one, two in doubles]
    settings = Parameters(half_life=1.0, reference_year=2020)
    build = assemble(view, keys_of(view, possibly_same=same), parameters=settings, builds=tmp_path)
    expected = defaultdict(list)
    for row in of_all.suggestions(build, k=6, evidence=2).to_pylist():
        expected[row["author"]].append((row["suggested"], row["score"], tuple(row["through"]), row["through_count"]))
    assert len(expected) > 40
    assert min(map(len, expected.values())) < 3 < max(map(len, expected.values())) == 6
    names = {row["key"]: row["name"] for row in rows(build, "Author")}
    store = open_store("sqlite://")
    store.apply(difference(None, build), build.publication())
    with store.snapshot() as snapshot:
        for key in keys:
            found = of_one.suggestions(snapshot, key, first=6, evidence=2)
            assert [(each.key, each.score, each.through, each.through_count) for each in found.items] == expected[key]
            assert [each.name for each in found.items] == [names[each.key] for each in found.items]
            assert not found.truncated
    store.close()


def test_both_count_in_the_same_units() -> None:
    assert of_one.SCALE == of_all.SCALE
