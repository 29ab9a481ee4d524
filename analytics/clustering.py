"""One run of community detection over a build's people: network, levels, lineage, quality, labels, tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..assembly.build import Build, kind_named
from ..assembly.run_said import signed
from ..schema.run_tables import ENDED, LEVELS, LIVE, RUN_TABLES
from .algorithm import DEFAULT, Objective, find_algorithm
from .homing import is_homed
from .label import Described, leading_people
from .levels import GROUP, Before, Levels, Method, cold_levels, given_levels, updated_levels
from .lineage import Named, descend
from .network import Network
from .network_file import read_labels
from .network_kind import make_network
from .partition import Partition
from .quality import coverage, describe, modularity
from .resolution import Progress, grown
from .run import Run, write_run

SMALLEST = 3
"""Members of the smallest cluster that is stored: two people are a tie, which the graph has already."""

_SEEN = ("Author", "CO_AUTHORED_WITH", "AUTHORED", "Paper", "ABOUT", "Topic", "PUBLISHED_IN", "Venue")
"""Kinds that a run is made from."""

_VERSIONS = ("numpy", "scipy", "networkit", "graspologic-native", "networkx", "python-louvain", "igraph")


@dataclass(frozen=True, slots=True)
class Clustering:
    """How people are clustered. `resolution` None: chosen by agreement between seeds (resolution.py).

    `weight`: the column of the ties that counts. `is_cold`: nothing but the ids of clusters goes on from the last run.
    `labels`: a file of clusters that an outside engine found (network_file.py), in the place of an algorithm.
    """

    algorithm: str = DEFAULT
    resolution: float | None = None
    seed: int = 1
    weight: str = "strength"
    is_cold: bool = False
    labels: Path | None = None


def cluster_build(
    build: Build, runs: Path, settings: Clustering, *, previous: Run | None = None, progress: Progress | None = None
) -> Run:
    """Makes the run of a build that follows `previous`, or returns that one where nothing has changed since.

    UsageError for a build without co-authorships and for unusable settings; nothing is left of a run that fails.
    """
    network = make_network(build, "co-authorship", weight=settings.weight)
    method = Method(settings.algorithm, settings.resolution, settings.seed)
    given = read_labels(settings.labels, network) if settings.labels else None
    made = _made(build, network, settings, given)
    if previous is not None and not settings.is_cold and _is_as(previous, made):
        return previous
    before = _before(previous, build) if previous else None
    if given is not None:
        levels = given_levels(network, given, seed=settings.seed)
    else:
        levels = _levels(network, method, settings, before, previous, progress)
    _say(progress, "describe")
    tables = _tables(build, network, levels, before, previous)
    outcome = _outcome(network, levels, previous)
    return write_run(runs, tables, network, made | outcome | {"build": build.id})


def _levels(
    network: Network,
    method: Method,
    settings: Clustering,
    before: Before | None,
    previous: Run | None,
    progress: Progress | None,
) -> Levels:
    _say(progress, "detect")
    if before and previous and _goes_on(previous, settings):
        carried = grown(previous.manifest["resolution"], method.algorithm, before.network, network)
        resolution = settings.resolution or carried
        return updated_levels(network, Method(method.algorithm, resolution, method.seed), before)
    return cold_levels(network, method, progress=progress)


def _goes_on(previous: Run, settings: Clustering) -> bool:
    """Whether the last run's groups are of the kind asked for, so that the new ones start from them."""
    told = previous.manifest["settings"]
    alike = all(told[name] == getattr(settings, name) for name in ("algorithm", "weight"))
    alike = alike and told.get("is_homed", False) == is_homed(settings.algorithm)  # runs of earlier releases were not
    resolution = previous.manifest["resolution"]
    return (
        not settings.is_cold
        and alike
        and previous.manifest["is_reliable"]
        and resolution is not None
        and settings.resolution in (None, resolution)
        and find_algorithm(settings.algorithm).objective is not Objective.NONE
    )


def _is_as(previous: Run, made: Mapping[str, Any]) -> bool:
    return all(previous.manifest[name] == value for name, value in made.items())


def _made(build: Build, network: Network, settings: Clustering, given: Partition | None) -> dict[str, Any]:
    """What the run is made from, as its manifest says it."""
    return {
        "sees": sha256("".join(build.digest(kind_named(name)) for name in _SEEN).encode()).hexdigest()[:20],
        "network": {
            "digest": network.digest,
            "nodes": len(network),
            "edges": network.edges,
            "about": dict(network.about),
        },
        "settings": {
            "algorithm": settings.algorithm,
            "resolution": settings.resolution,
            "seed": settings.seed,
            "weight": settings.weight,
            "is_homed": given is None and is_homed(settings.algorithm),
            "labels": settings.labels.name if settings.labels else None,
            "labels_digest": _digest_of(given) if given is not None else None,
        },
        "versions": _versions(),
    }


def _digest_of(partition: Partition) -> str:
    return sha256(partition.labels.astype("<i4").tobytes()).hexdigest()[:20]


def _outcome(network: Network, levels: Levels, previous: Run | None) -> dict[str, Any]:
    def summary(partition: Partition) -> dict[str, Any]:
        share = coverage(network, partition)
        return {
            "clusters": partition.count,
            "coverage": share.all,
            "coverage_of_linked": share.linked,
            "modularity": modularity(network, partition),
        }

    stored = {level: levels.partitions[level].at_least(SMALLEST) for level in LEVELS}
    return {
        "previous": previous.id if previous else None,
        "resolution": levels.resolution,
        "is_reliable": levels.is_reliable,
        "verdict": levels.verdict,
        "changed": dict(levels.changed),
        "levels": {level: summary(partition) for level, partition in stored.items()},
    }


def _versions() -> dict[str, str]:
    found = {}
    for name in _VERSIONS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _before(previous: Run, build: Build) -> Before:
    members = previous.table("members")
    named = {level: Named.of(members.filter(pc.equal(members["level"], level))) for level in LEVELS}
    redirects = build.keys().tables["redirects"]
    return Before(previous.network(), named, previous.manifest["changed"], redirects)


def _tables(
    build: Build, network: Network, levels: Levels, before: Before | None, previous: Run | None
) -> dict[str, pa.Table]:
    papers = Described.of(build, network)
    earlier = signed(previous.table("clusters"), previous.id) if previous else RUN_TABLES["clusters"].empty_table()
    before_of = {row["key"]: row for row in earlier.to_pylist()}
    taken = set(before_of)
    clusters, members, events = [], [], []
    coarser: list[tuple[Partition, list[str]]] = []
    for level in LEVELS:
        partition = levels.partitions[level].at_least(SMALLEST)
        last = before.named[level] if before else None
        redirects = before.redirects if before else None
        named, happened = descend(last, network.keys, partition, level=level, redirects=redirects, taken=taken)
        taken.update(named.clusters)
        strength, leaders = leading_people(network, partition)
        people = [network.keys.take(pa.array(nodes)).to_pylist() for nodes in leaders]
        agreement = levels.agreement if level == GROUP else None
        quality = describe(network, partition, agreement=agreement)
        labels = papers.labels(partition, coarser=coarser, earlier=[before_of.get(key) for key in named.clusters])
        coarser.append((partition, labels["label"].to_pylist()))
        clusters.append(_clusters(level, named, quality, labels, people))
        members.append(_members(level, named, strength))
        events.append(happened)
    live = pa.concat_tables(clusters)
    ended = earlier.filter(pc.invert(pc.is_in(earlier["key"], value_set=live["key"].combine_chunks())))
    ended = ended.set_column(ended.column_names.index("status"), "status", pa.array([ENDED] * len(ended), pa.string()))
    happened = pa.concat_tables(events)
    return {
        "clusters": pa.concat_tables([live, ended]).sort_by("key"),
        "members": pa.concat_tables(members).sort_by([("author", "ascending"), ("level", "ascending")]),
        "events": happened,
        "descents": _descents(happened, previous),
        "scan": levels.scan,
    }


def _clusters(level: str, named: Named, quality: pa.Table, labels: pa.Table, people: list[list[str]]) -> pa.Table:
    count = quality.num_rows
    same = {"level": level, "status": LIVE, "run": None}
    columns = {
        "key": pa.array(named.clusters, pa.string()),
        "people": pa.array(people, pa.list_(pa.string())),
        **{name: pa.array([value] * count, pa.string()) for name, value in same.items()},
        **{name: labels[name] for name in labels.column_names},
        **{name: quality[name] for name in quality.column_names},
    }
    schema = RUN_TABLES["clusters"]
    return pa.table({name: columns[name] for name in schema.names}).cast(schema)


def _members(level: str, named: Named, strength: pa.Array) -> pa.Table:
    labels = named.partition.labels
    inside = labels >= 0
    keys = pa.array(named.clusters, pa.string())
    columns = {
        "author": named.keys.filter(pa.array(inside)),
        "level": pa.array([level] * int(inside.sum()), pa.string()),
        "cluster": keys.take(pa.array(labels[inside])),
        "strength": pa.array(strength[inside]),
    }
    return pa.table(columns).cast(RUN_TABLES["members"])


def _descents(events: pa.Table, previous: Run | None) -> pa.Table:
    """All that ever led from one key to another."""
    schema = RUN_TABLES["descents"]
    led = events.filter(pc.not_equal(events["cluster"], events["earlier"]))
    fresh = pa.table(
        {
            "cluster": led["cluster"],
            "earlier": led["earlier"],
            "event": led["event"],
            "overlap": led["share_of_earlier"],
            "run": pa.nulls(len(led), pa.string()),
        }
    ).cast(schema)
    whole = [fresh, signed(previous.table("descents"), previous.id)] if previous else [fresh]
    return pa.concat_tables(whole).sort_by([("cluster", "ascending"), ("earlier", "ascending")])


def _say(progress: Progress | None, phase: str) -> None:
    if progress:
        progress(phase, 0, None)
