"""Who works on what: authors and topics in one network, so that a cluster is people together with their subjects."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ...assembly.build import Build
from ...schema.catalog import edge_kind, node_kind
from ...schema.errors import UsageError
from ..incidence import node_keys, row_of
from ..network import Network
from ..network_kind import NetworkKind, tied

WEIGHTS = ("paper_count", "share")


def author_topic(build: Build, *, level: str | None = None, weight: str = "paper_count") -> Network:
    """All authors and all topics of a build, authors first; ties run between an author and a topic only.

    Tying authors to each other by common topics would make a pair of everyone in a subject. `level`: only topics of
    this level of their scheme; without it, those that have no subtopic. `weight`: paper_count, or share of the author's
    papers. UsageError for an unknown level or weight, or where no tie is left.
    """
    if weight not in WEIGHTS:
        raise UsageError(f"no weight {weight!r}", hint=f"there are: {', '.join(WEIGHTS)}")
    authors, topics = node_keys(build, "Author"), node_keys(build, "Topic")
    works = build.table(edge_kind("WORKS_ON"), ["source", "target", weight])
    author, topic = row_of(authors, works["source"]), row_of(topics, works["target"])
    weights = works[weight].to_numpy().astype(np.float64)
    kept = _topics(build, topics, level)[topic] & (weights > 0)
    about = {"network": "author-topic", "level": level, "weight": weight}
    ends = author[kept], len(authors) + topic[kept]
    return tied(build, ("Author", "Topic"), *ends, weights[kept], about=about)


def _topics(build: Build, topics: pa.StringArray, level: str | None) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if level is None:
        above = row_of(topics, build.table(edge_kind("SUBTOPIC_OF"), ["target"])["target"])
        is_lowest = np.ones(len(topics), dtype=np.bool_)
        is_lowest[above] = False
        return is_lowest
    levels = build.table(node_kind("Topic"), ["level"])["level"]
    known = sorted(name for name in pc.unique(levels).to_pylist() if name)
    if level not in known:
        raise UsageError(f"no topic has the level {level!r}", hint=f"there are: {', '.join(known) or 'none'}")
    return np.asarray(pc.fill_null(pc.equal(levels, level), False), dtype=np.bool_)


NETWORK = NetworkKind(
    name="author-topic",
    description="Authors and the topics that they work on.",
    nodes=("Author", "Topic"),
    weight="Number or share of the author's papers about the topic.",
    make=author_topic,
)
