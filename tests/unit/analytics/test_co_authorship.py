"""The co-authorship network: the build's own ties, and the same figures made anew for other years and half-lives."""

from pathlib import Path

import pyarrow as pa
import pytest
from research_graph.analytics.network import Network
from research_graph.analytics.networks.co_authorship import co_authorship
from research_graph.assembly.build import Build
from research_graph.schema.errors import UsageError
from support.assembled import assembled, paper, rows

PAPERS = [
    paper("R1", "A", "B", year=2020),
    paper("R2", "A", "B", "C", year=2015),
    paper("R3", "B", "C", "D", "E", year=2010),
    paper("R4", "A", "E", year=2021),
    paper("R5", "F", year=2020),
    paper("R6", *"ABCDEFG", year=2019),
]
ALWAYS = (1900, 2100)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return assembled(tmp_path_factory.mktemp("builds"), {"zoo": PAPERS}, reference_year=2020, max_pair_authors=6)


def by_name(build: Build, network: Network) -> dict[str, float]:
    names = {row["key"]: row["name"] for row in rows(build, "Author")}
    ends = [names[key] for key in network.keys.to_pylist()]
    source, target, weight = (array.tolist() for array in network.once())
    return {"".join(sorted(ends[a] + ends[b])): w for a, b, w in zip(source, target, weight, strict=True)}


def test_strengths_by_hand(build: Build) -> None:
    third = round(10**12 / 3) / 10**12
    found = by_name(build, co_authorship(build))
    assert found == {
        "AB": 1.5,
        "AC": 0.5,
        "BC": (5 * 10**11 + round(10**12 / 3)) / 10**12,
        "BD": third,
        "BE": third,
        "CD": third,
        "CE": third,
        "DE": third,
        "AE": 1.0,
    }


def test_every_author_is_a_node_also_without_ties(build: Build) -> None:
    network = co_authorship(build, years=(2021, 2021))
    assert network.keys.to_pylist() == sorted(row["key"] for row in rows(build, "Author"))
    assert len(network) == 7
    assert by_name(build, network) == {"AE": 1.0}


@pytest.mark.parametrize("weight", ["strength", "recent_strength", "paper_count"])
def test_ties_made_anew_are_the_builds_own(build: Build, weight: str) -> None:
    own = co_authorship(build, weight=weight)
    made = co_authorship(build, weight=weight, years=ALWAYS)
    for name in ("indptr", "indices", "weights"):
        assert getattr(own, name).tobytes() == getattr(made, name).tobytes(), name


def test_a_half_life_halves_before_the_reference_year_only(build: Build) -> None:
    found = by_name(build, co_authorship(build, half_life=2.5))
    assert found["AB"] == 1 + 0.5 / 4
    assert found["AE"] == 1.0
    assert found["DE"] == round(10**12 / 3 / 16) / 10**12


def test_recent_strength_is_strength_with_the_builds_half_life(build: Build) -> None:
    assert co_authorship(build, weight="recent_strength").digest == co_authorship(build, half_life=1).digest


def test_a_year_window_keeps_both_ends(build: Build) -> None:
    assert by_name(build, co_authorship(build, years=(2015, 2020))) == {"AB": 1.5, "AC": 0.5, "BC": 0.5}


def test_papers_without_a_year_count_in_no_window_and_do_not_decay_to_ties(tmp_path: Path) -> None:
    build = assembled(tmp_path, {"zoo": [paper("R1", "A", "B"), paper("R2", "A", "C", year=2020)]})
    assert by_name(build, co_authorship(build)) == {"AB": 1.0, "AC": 1.0}
    for options in ({"weight": "recent_strength"}, {"half_life": 1.0}, {"years": ALWAYS}):
        assert by_name(build, co_authorship(build, **options)) == {"AC": 1.0}


def test_weak_ties_can_be_left_out(build: Build) -> None:
    assert by_name(build, co_authorship(build, min_strength=0.5)).keys() == {"AB", "AC", "BC", "AE"}
    assert by_name(build, co_authorship(build, min_strength=1, years=ALWAYS)) == {"AB": 1.5, "AE": 1.0}


def test_shared_papers_are_counted(build: Build) -> None:
    assert by_name(build, co_authorship(build, weight="paper_count"))["AB"] == 2
    assert by_name(build, co_authorship(build, weight="paper_count", years=(2020, 2020))) == {"AB": 1.0}


def test_equal_content_has_an_equal_digest_in_another_build(build: Build, tmp_path: Path) -> None:
    settings = {"reference_year": 2020, "max_pair_authors": 6}
    other = assembled(tmp_path, {"zoo": PAPERS}, close_min_papers=3, **settings)
    assert other.id != build.id
    for options in ({}, {"half_life": 3}, {"years": (2015, 2020)}):
        assert co_authorship(other, **options).digest == co_authorship(build, **options).digest
    assert len({co_authorship(build, **options).digest for options in ({}, {"half_life": 3}, {"half_life": 4})}) == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"weight": "love"}, "no weight 'love'"),
        ({"half_life": 0}, "half_life is 0"),
        ({"half_life": float("nan")}, "half_life is nan"),
        ({"half_life": 3, "weight": "recent_strength"}, "own half-life"),
        ({"years": (2020, 2010)}, "the years 2020 to 2010 are none"),
        ({"min_strength": -1}, "min_strength is -1"),
        ({"min_strength": float("nan")}, "min_strength is nan"),
        ({"years": (1800, 1801)}, "has nothing for the network 'co-authorship'"),
    ],
)
def test_bad_parameters_are_named(build: Build, options: dict, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        co_authorship(build, **options)


def test_a_build_without_co_authorships_says_so(lonely_build: Build) -> None:
    with pytest.raises(UsageError, match=f"build {lonely_build.id} has nothing for the network 'co-authorship'"):
        co_authorship(lonely_build)


def test_keys_are_strings_in_order(build: Build) -> None:
    assert co_authorship(build).keys.type == pa.string()
