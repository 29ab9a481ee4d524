import numpy as np
import pytest
from research_graph.analytics.compare import adjusted_rand
from research_graph.analytics.network import Network
from research_graph.analytics.partition import Partition
from research_graph.analytics.resolution import AGREEMENT, SMALLEST, Choice, agreement_of, choose, grown, judge
from research_graph.bench.lfr import Planted, Shape, planted
from research_graph.bench.null_model import shuffled
from research_graph.schema.errors import UsageError
from research_graph.schema.run_tables import RUN_TABLES
from support.zoo import ZOO, network_of

SHAPE = Shape(2_000, 0.2, min_community=15, max_community=60)


@pytest.fixture(scope="module")
def made() -> Planted:
    return planted(SHAPE, 1)


@pytest.fixture(scope="module")
def choice(made: Planted) -> Choice:
    return choose(made.network)


def chosen(choice: Choice) -> dict[str, object]:
    (row,) = (row for row in choice.scan.to_pylist() if row["is_chosen"])
    return row


def partition(*labels: int) -> Partition:
    return Partition.of(np.array(labels))


def test_planted_communities_are_found_without_being_told_how_fine_they_are(made: Planted, choice: Choice) -> None:
    assert choice.is_reliable
    assert choice.verdict.startswith("reliable: at resolution ")
    assert choice.resolution > 1
    assert adjusted_rand(choice.partition, made.truth) > 0.97
    assert adjusted_rand(judge(made.network, "leiden", 1.0).partition, made.truth) < adjusted_rand(
        choice.partition, made.truth
    )


def test_levels_go_from_coarse_to_too_fine(choice: Choice) -> None:
    resolutions = [level.resolution for level in choice.levels]
    assert resolutions == sorted(set(resolutions))
    assert resolutions[0] == 1.0
    assert [level.is_fine for level in choice.levels].count(True) >= 1
    assert choice.levels[-1].is_fine
    assert choice.levels[-1].median_size < SMALLEST
    assert choice.levels[-1].seeds == 1
    assert np.isnan(choice.levels[-1].seed_ari)


def test_the_chosen_level_is_never_too_fine_and_among_the_best(choice: Choice) -> None:
    tried = [level for level in choice.levels if not level.is_fine]
    (level,) = (level for level in tried if level.resolution == choice.resolution)
    assert level.seed_ari >= max(other.seed_ari for other in tried) - 0.02
    assert level.seeds == 3
    assert level.clusters == choice.partition.count
    assert level.foresight is not None


@pytest.mark.parametrize("seed", [1, 2])
def test_a_shuffle_has_no_reliable_structure(made: Planted, seed: int) -> None:
    found = choose(shuffled(made.network, seed))
    assert not found.is_reliable
    assert found.verdict.startswith("no reliable structure: at no resolution do seeds agree to more than 0.")
    assert len(found.partition) == 2_000


def test_chance_weights_that_make_seeds_agree_are_seen_through(made: Planted) -> None:
    null = shuffled(made.network, 1)
    source, target, _ = null.once()
    heavy = np.random.default_rng(2).pareto(0.6, len(source)) + 0.01
    found = choose(Network.from_edges(null.keys, source, target, heavy, about={}))
    assert max(level.seed_ari for level in found.levels if level.seeds > 1) > AGREEMENT
    assert not found.is_reliable
    assert found.verdict.startswith("no reliable structure: seeds agree to 0.")


def test_strong_mixing_leaves_nothing_reliable() -> None:
    assert not choose(planted(Shape(2_000, 0.7, 8.0), 1).network).is_reliable


def test_the_same_arguments_give_the_same_choice(made: Planted, choice: Choice) -> None:
    again = choose(made.network)
    assert again.partition.labels.tobytes() == choice.partition.labels.tobytes()
    assert again.agreement.tobytes() == choice.agreement.tobytes()
    assert again.scan.equals(choice.scan)


def test_every_run_is_told() -> None:
    told: list[tuple[str, int, int | None]] = []
    choose(ZOO["planted"], progress=lambda *news: told.append(news))
    assert told == [("resolution", turn, None) for turn in range(1, len(told) + 1)]
    assert len(told) > 3


def test_cpm_is_scanned_from_the_density_of_the_network(made: Planted) -> None:
    found = choose(made.network, "leiden-cpm", seeds=(1, 2))
    assert found.levels[0].resolution == pytest.approx(2 * made.network.edges / 2_000**2)
    assert found.is_reliable
    assert adjusted_rand(found.partition, made.truth) > 0.9


def test_an_algorithm_without_resolution_has_one_level(made: Planted) -> None:
    found = choose(made.network, "label-propagation", seeds=(1, 2))
    assert [level.resolution for level in found.levels] == [1.0]


@pytest.mark.parametrize(
    ("name", "is_reliable"),
    [
        ("empty", False),
        ("one node", False),
        ("one edge", False),
        ("only isolated nodes", False),
        ("star", False),
        ("clique", False),
        ("two cliques with a bridge", True),
        ("ring of cliques", True),
        ("planted", True),
        ("weighted", True),
        ("disconnected", True),
        ("with isolated nodes", True),
    ],
)
def test_the_zoo_is_judged(name: str, is_reliable: bool) -> None:
    found = choose(ZOO[name])
    assert found.is_reliable is is_reliable
    assert len(found.partition) == len(found.agreement) == len(ZOO[name])


def test_a_network_without_ties_says_so() -> None:
    assert choose(ZOO["only isolated nodes"]).verdict == "no reliable structure: the network has no ties"


@pytest.mark.parametrize("seeds", [(), (1,), (1, 1)])
def test_agreement_needs_two_seeds(seeds: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match="the seeds are"):
        choose(ZOO["clique"], seeds=seeds)


def test_a_given_resolution_is_judged_as_the_scan_judges_it(made: Planted, choice: Choice) -> None:
    judged = judge(made.network, "leiden", choice.resolution)
    assert chosen(judged) == chosen(choice)
    assert judged.verdict == choice.verdict


def test_a_given_partition_is_judged_instead_of_the_first_run(made: Planted, choice: Choice) -> None:
    other = Partition.of(np.random.default_rng(1).permutation(choice.partition.labels))
    judged = judge(made.network, "leiden", choice.resolution, partition=other)
    assert np.array_equal(judged.partition.labels, other.labels)
    assert chosen(judged)["seed_ari"] < 0.5
    assert judged.agreement.mean() < 0.2


def test_the_scan_is_a_table_of_the_run(choice: Choice) -> None:
    assert choice.scan.schema == RUN_TABLES["scan"]
    assert choice.scan["seed_ari"].null_count == sum(level.seeds == 1 for level in choice.levels)
    assert chosen(choice)["resolution"] == choice.resolution


def test_agreement_is_the_share_of_mates_that_stay() -> None:
    own = partition(0, 0, 0, 1, 1, 2, -1)
    same = agreement_of(own, [own])
    assert same.tolist() == [1, 1, 1, 1, 1, 1, 0]
    other = partition(0, 0, 1, 1, 2, 2, 2)
    assert agreement_of(own, [other]).tolist() == [0.5, 0.5, 0, 0, 0, 0, 0]
    assert agreement_of(own, [own, other]).tolist() == [0.75, 0.75, 0.5, 0.5, 0.5, 0.5, 0]
    assert agreement_of(own, []).tolist() == [0] * 7


def test_a_node_in_no_cluster_elsewhere_has_lost_its_mates() -> None:
    assert agreement_of(partition(0, 0, 1), [partition(-1, -1, -1)]).tolist() == [0, 0, 1]


def test_the_resolution_of_modularity_grows_with_people_who_have_ties() -> None:
    before, later = (network_of(size + 3, [(one, (one + 1) % size, 1.0) for one in range(size)]) for size in (20, 50))
    assert grown(2.0, "leiden", before, later) == 5.0
    assert grown(2.0, "leiden", later, before) == 0.8
    assert grown(2.0, "leiden-cpm", before, later) == 2.0
    assert grown(0.1, "leiden", before, before) == 0.1
    assert grown(2.0, "leiden", ZOO["only isolated nodes"], later) == 2.0
