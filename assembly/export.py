"""A build as files for other programs: mentions, authors, collaborators, clusters as one table each, or the graph.

Every file is written beside its place and renamed; a manifest beside it names the build, the form and the checksum.
The same build gives the same bytes: no manifest holds a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from ..schema.errors import UsageError
from ..schema.kind import EdgeKind, NodeKind
from .build import Build
from .export_difference import Form, difference_manifest, manifest_path, write_beside, write_difference
from .export_difference import apply_difference as apply_difference
from .export_forms import WRITERS, schema_as_json
from .export_graph import shown_kinds, write_ego, write_graph_jsonl, write_graphml
from .export_tables import TABLES, shown_schema
from .files import checksum, write_json

FORMAT = 1
EXPORTS = (*TABLES, "graph")
FORMS = (*WRITERS, "graphml")
_HINT = "mentions, authors, collaborators and clusters go as jsonl, parquet or csv, graph also as graphml"
_RUN = ("id", "previous", "build", "settings", "resolution", "is_reliable", "verdict", "levels", "network", "versions")
"""What of a run's manifest an export's says again."""

About = Mapping[str, Any]


def export(build: Build, what: str, form: str, out: Path, *, run: About | None = None) -> int:
    """Writes `what` (one of EXPORTS) as `form` (jsonl, parquet, csv, graphml); rows written.

    `run`: the manifest of the run that the build shows. `graph` as csv or parquet is a folder with a file a kind, as
    jsonl one file of nodes, then edges, each with its `kind`. Only `graph` can be graphml. UsageError for anything
    else, where a file and a folder would meet, and for clusters of a build without a run.
    """
    if what not in EXPORTS or form not in FORMS or (form == "graphml" and what != "graph"):
        raise UsageError(f"cannot export {what!r} as {form!r}", hint=_HINT)
    if what == "graph" and form in ("parquet", "csv"):
        return _export_folder(build, form, out)
    _need_file(out)
    if what == "graph":
        rows = write_beside(out, lambda path: (write_graph_jsonl if form == "jsonl" else write_graphml)(path, build))
        write_json(manifest_path(out), _manifest(build, (what, form), {out: rows}))
        return rows
    schema, batches = TABLES[what].rows(build)
    rows = write_beside(out, lambda path: WRITERS[form](path, batches, schema))
    write_json(manifest_path(out), _manifest(build, (what, form), {out: rows}) | _said(build, what, schema, run))
    return rows


def export_ego(build: Build, person: str, out: Path, *, radius: int = 1) -> int:
    """Writes the surroundings of one author as GraphML: see export_graph.write_ego; nodes and edges written."""
    _need_file(out)
    rows = write_beside(out, lambda path: write_ego(path, build, person, radius=radius))
    ego = {"ego": person, "radius": radius}
    write_json(manifest_path(out), _manifest(build, ("graph", "graphml"), {out: rows}) | ego)
    return rows


def export_difference(
    build: Build, what: str, form: str, out: Path, *, since: Path, run: About | None = None
) -> dict[str, int]:
    """Writes what changed in `what` since an earlier export in the same form; rows added, changed and removed.

    UsageError where `since` is no such file, or not what its manifest says where there is one. What is asked for as
    `export`; the graph has no differences.
    """
    if what not in TABLES or form not in WRITERS:
        raise UsageError(f"no difference of {what!r} as {form!r}", hint="tables have one, as jsonl, parquet or csv")
    _need_file(out)
    _check_earlier(since, what, form)
    if out.resolve() == since.resolve():
        raise UsageError(f"{out} is the earlier export itself", hint="name another file to write")
    whole = out.with_name(f".{out.name}.whole")
    try:
        export(build, what, form, whole, run=run)
        to = orjson.loads(manifest_path(whole).read_bytes())
        table = TABLES[what]
        shape = Form(form, table.rows(build)[0], table.key)
        found = build.keys().tables["redirects"]
        redirects = dict(zip(found["key"].to_pylist(), found["target"].to_pylist(), strict=True))
        counts: dict[str, int] = {}

        def write(path: Path) -> int:
            counts.update(write_difference(path, since, whole, form=shape, table=table, redirects=redirects))
            return sum(counts.values())

        write_beside(out, write)
        to["files"] = {what: next(iter(to["files"].values()))}
        write_json(manifest_path(out), difference_manifest(out, since, to, form=shape) | {"what": what} | counts)
    finally:
        whole.unlink(missing_ok=True)
        manifest_path(whole).unlink(missing_ok=True)
    return counts


def _check_earlier(since: Path, what: str, form: str) -> None:
    if not since.is_file():
        raise UsageError(f"{since}: no such file", hint="name the earlier export to compare with")
    beside = manifest_path(since)
    if not beside.is_file():
        return
    try:
        manifest = orjson.loads(beside.read_bytes())
        told = (manifest["what"], manifest["form"], manifest["format"], manifest.get("kind", "export"))
        wanted = manifest["files"][since.name]["sha256"]
    except (ValueError, LookupError, TypeError) as error:
        raise UsageError(f"{beside} is no manifest of {since}", hint="export the whole again") from error
    if told != (what, form, FORMAT, "export"):
        said = f"{told[3]} of {told[0]} as {told[1]}, format {told[2]}"
        raise UsageError(f"{since} is {said}, not {what} as {form}", hint="export the whole")
    if wanted != checksum(since):
        raise UsageError(f"{since} is not what its manifest says", hint="export the whole again")


def _need_file(out: Path) -> None:
    if out.is_dir():
        raise UsageError(f"{out} is a folder", hint="name the file to write")


def _export_folder(build: Build, form: str, out: Path) -> int:
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file", hint=f"the graph as {form} is a folder with a file for each kind")
    out.mkdir(parents=True, exist_ok=True)
    written = {}
    for kind in shown_kinds():
        path = out / f"{kind.name}.{form}"
        written[path] = write_beside(path, partial(_write_kind, build, kind, form))
    write_json(out / "manifest.json", _manifest(build, ("graph", form), written))
    return sum(written.values())


def _write_kind(build: Build, kind: NodeKind | EdgeKind, form: str, path: Path) -> int:
    schema = shown_schema(kind)
    return WRITERS[form](path, build.batches(kind, schema.names), schema)


def _manifest(build: Build, kind: tuple[str, str], written: dict[Path, int]) -> dict[str, Any]:
    what, form = kind
    files = {file.name: {"rows": rows, "sha256": checksum(file)} for file, rows in written.items()}
    return {
        "format": FORMAT,
        "build": build.id,
        "what": what,
        "form": form,
        "rows": sum(written.values()),
        "files": files,
    }


def _said(build: Build, what: str, schema: pa.Schema, run: About | None) -> dict[str, Any]:
    """What the manifest of a table says beyond its files."""
    table = TABLES[what]
    said: dict[str, Any] = {
        "schema": schema_as_json(schema),
        "key": list(table.key),
        "written_with": {"pyarrow": pa.__version__},
    }
    if table.shows_run:
        said["parameters"] = {**build.manifest["parameters"], "reference_year": build.reference_year}
        said["run"] = {"id": build.run} if build.run else None
        if run is not None:
            said["run"] = {name: run[name] for name in _RUN if name in run}
            said["run"] |= {name: run["settings"][name] for name in ("algorithm", "seed")}
    return said
