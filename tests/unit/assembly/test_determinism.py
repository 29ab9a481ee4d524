"""Threads, the order of rows and their chunks never show in a build."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from research_graph.assembly.assemble import assemble
from research_graph.assembly.build import Build
from research_graph.assembly.parameters import Parameters
from research_graph.schema.records import Mention, PaperRecord
from support.assembled import Shuffled, resources, shuffled_keys
from support.plain_identity import keys_of
from support.views import view_of
from support.worlds import WORLD, worlds


def files(build: Build) -> dict[str, object]:
    """All tables as bytes, and the manifest without what names the inputs: those came in another order."""
    tables = {str(path.relative_to(build.path)): path.read_bytes() for path in build.path.rglob("*.parquet")}
    return {**tables, "manifest.json": {**build.manifest, "made_from": None}}


def make(folder: Path, world: dict, *, threads: int = 1, seed: int | None = None) -> Build:
    view = view_of(world)
    keys = keys_of(view)
    if seed is not None:
        return assemble(
            Shuffled(view, seed),
            shuffled_keys(keys, seed),
            parameters=Parameters(),
            builds=folder,
            resources=resources(threads),
        )
    return assemble(view, keys, parameters=Parameters(), builds=folder, resources=resources(threads))


@pytest.mark.parametrize("seed", [7, 8])
def test_same_bytes_whatever_threads_and_order(tmp_path: Path, world_build: Build, seed: int) -> None:
    other = make(tmp_path, WORLD, threads=2, seed=seed)
    assert other.id == world_build.id
    assert files(other) == files(world_build)


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds())
def test_random_worlds_shuffled_give_the_same_id(tmp_path_factory: pytest.TempPathFactory, world: dict) -> None:
    folder = tmp_path_factory.mktemp("builds")
    assert make(folder / "a", world).id == make(folder / "b", world, threads=2, seed=3).id


def test_many_rows_in_many_batches_give_the_same_bytes(tmp_path: Path) -> None:
    """Enough rows for several row groups and DuckDB's parallel sorts."""
    records = [
        PaperRecord(f"R{number:05d}", f"Paper {number}", year=2000 + number % 20, mentions=_team(number))
        for number in range(6_000)
    ]
    plain = make(tmp_path / "a", {"zoo": records})
    other = make(tmp_path / "b", {"zoo": records}, threads=2, seed=5)
    assert plain.manifest["tables"]["edges/AUTHORED"]["rows"] == 18_000
    assert files(other) == files(plain)


def _team(number: int) -> list[Mention]:
    return [Mention(f"Author {(number * step + step) % 977} No{step}") for step in (1, 7, 31)]
