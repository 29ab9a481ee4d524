"""Recommends people to each author: those of the same cluster with whom there is no paper yet. Suggestions, no facts.

    research-graph export clusters --format parquet --out clusters.parquet
    research-graph export collaborators --format parquet --out collaborators.parquet
    python docs/examples/recommend.py clusters.parquet collaborators.parquet --out suggested.jsonl --top 5

When the graph has moved on, `--since` exports and `--clusters-difference`, `--collaborators-difference` bring the old
files up to date before they are read: docs/exports.md.
"""

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from research_graph.assembly.export import apply_difference


def current(file: Path, difference: Path | None, folder: Path) -> list[dict[str, Any]]:
    """Rows of an export, of the one that the difference makes of it where there is one."""
    if difference is None:
        return pq.read_table(file).to_pylist()
    apply_difference(file, difference, folder / file.name)
    return pq.read_table(folder / file.name).to_pylist()


def recommendations(
    clusters: list[dict[str, Any]], collaborators: list[dict[str, Any]], *, level: str, top: int
) -> Iterator[dict[str, Any]]:
    """Per author the `top` members of the own cluster that share most collaborators, then the strongest members."""
    members = {row["author"]: row for row in clusters if row["level"] == level}
    ties: dict[str, set[str]] = defaultdict(set)
    for row in collaborators:
        ties[row["author"]].add(row["collaborator"])
    strongest: dict[str, list[str]] = defaultdict(list)
    for row in sorted(members.values(), key=lambda row: (-row["strength"], row["author"])):
        strongest[row["cluster"]].append(row["author"])
    for author, own in sorted(members.items()):
        known = ties[author] | {author}
        near = Counter(other for between in sorted(ties[author]) for other in ties[between])
        far = strongest[own["cluster"]][: top + len(known)]
        inside = {each for each in (*near, *far) if each in members and members[each]["cluster"] == own["cluster"]}
        ranked = sorted(inside - known, key=lambda each: (-near[each], -members[each]["strength"], each))
        for rank, other in enumerate(ranked[:top], 1):
            yield {
                "author": author,
                "suggested": other,
                "rank": rank,
                "shared_collaborators": near[other],
                "cluster": own["cluster"],
                "run": own["run"],
                "is_suggestion": True,
            }


def main() -> None:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clusters", type=Path)
    parser.add_argument("collaborators", type=Path)
    parser.add_argument("--clusters-difference", type=Path)
    parser.add_argument("--collaborators-difference", type=Path)
    parser.add_argument("--level", default="group", choices=("field", "group", "core"))
    parser.add_argument("--top", type=int, default=5)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, args.out.open("w", encoding="utf-8") as out:
        clusters = current(args.clusters, args.clusters_difference, Path(folder))
        collaborators = current(args.collaborators, args.collaborators_difference, Path(folder))
        for row in recommendations(clusters, collaborators, level=args.level, top=args.top):
            out.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
