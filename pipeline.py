"""The whole path for a notebook or a command: load, build, publish, with explicit arguments and no environment.

Each step takes up where an earlier, interrupted one stopped: what is accepted is built, what is built is published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from .assembly.assemble import assemble, fingerprint
from .assembly.build import MANIFEST, Build, build_id
from .assembly.difference import difference, difference_from_digests
from .assembly.files import checksum
from .assembly.parameters import Parameters, Resources
from .identity.curations import Curation, read_curations
from .identity.keys import KEY_TABLES, Keys
from .identity.resolve import resolve
from .ledger.disk import write_text
from .ledger.workspace import Workspace
from .loaders.take import LoadOptions as LoadOptions
from .loaders.take import take_in
from .schema.difference import Difference
from .schema.errors import Damaged, ResearchGraphError, SourceError, StorageError, StoreMismatch, UsageError
from .schema.publication import Publication
from .store.digest import batch_digests
from .store.port import Store

MADE_ANEW = "`research-graph build --again` makes the build anew from the ledger; ids stay"
ANEW = "ids then begin anew: redirects, and ids that merges, splits or earlier releases gave their bearers, are lost"
"""What hints say of a build that is damaged, and of one whose keys are."""

Progress = Callable[[str, int, int | None], None]
"""Called with a phase, the units done and the units in all (None: not known)."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish wrote: rows by what happened to them."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. `is_new` False: the ledger knew this very load already. `published` None: not asked for.

    `read` counts all records that were read, `rejected` those of them that could not be used.
    """

    source: str
    load: str
    read: int
    rejected: int
    repaired: int
    is_new: bool
    build: str | None = None
    published: Published | None = None
    stale_curations: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Making:
    """How builds are made: the parameters are part of what a build says, the resources are not."""

    parameters: Parameters = field(default_factory=Parameters)
    resources: Resources = field(default_factory=Resources)


def load(
    workspace: Workspace,
    source: str,
    paths: Sequence[Path],
    *,
    options: LoadOptions | None = None,
    making: Making | None = None,
    store: Store | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Reads a source's files into the ledger, builds and, given a store, publishes; `replace` as for `publish`.

    Raises SourceError (nothing accepted), StorageError; an earlier build stays as it was in both cases. What was
    accepted or built before a StorageError stays, too: the same call again, or `publish`, goes on from there.
    """
    if not paths:
        raise UsageError("no path to load from", hint="name the files or the folder of the source")
    for path in paths:
        if not (path.is_file() or path.is_dir()):
            reason = "neither a file nor a folder" if path.exists() else "no such file or folder"
            raise SourceError(f"{path}: {reason}", hint="check the path")
    with workspace.lock("load"):
        manifest, is_new = take_in(
            workspace.open_ledger(), source, paths, options=options or LoadOptions(), progress=progress
        )
        built = _build(workspace, making or Making(), progress)
        published = _publish(workspace, store, built, progress, replace=replace) if store else None
    return LoadReport(
        source=manifest.source,
        load=manifest.id,
        read=manifest.read,
        rejected=manifest.rejected,
        repaired=manifest.repaired,
        is_new=is_new,
        build=built.id,
        published=published,
        stale_curations=_stale(built),
    )


def build(
    workspace: Workspace, *, again: bool = False, making: Making | None = None, progress: Progress | None = None
) -> Build:
    """The build of what the ledger holds now; the current one when nothing changed, unless it shall be made `again`.

    Keys are those of the current build as long as its key tables can be read. UsageError in an empty ledger, Damaged
    where the ledger or the key tables are not what they were.
    """
    with workspace.lock("build"):
        return _build(workspace, making or Making(), progress, again=again)


def publish(
    workspace: Workspace,
    store: Store,
    *,
    replace: bool = False,
    making: Making | None = None,
    progress: Progress | None = None,
) -> Published:
    """Makes the store hold the current build; with `making`, what was accepted since that build is built first.

    StoreMismatch where the store holds a build that was not published from this workspace. With `replace` whatever the
    store holds is compared row by row and becomes the build.
    """
    with workspace.lock("publish"):
        return _publish(workspace, store, _build_to_publish(workspace, making, progress), progress, replace=replace)


def _build_to_publish(workspace: Workspace, making: Making | None, progress: Progress | None) -> Build:
    if making is not None:
        return _build(workspace, making, progress)
    current = current_build(workspace)
    if current is None:
        raise UsageError("there is no build to publish", hint="load a source first")
    return current


def remove_source(
    workspace: Workspace,
    source: str,
    *,
    making: Making | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Takes a source out of the ledger, builds and, given a store, publishes the graph that never had it.

    UsageError for a source that neither the ledger nor the current build has. The report's `load` is empty.
    """
    with workspace.lock("remove-source"):
        ledger = workspace.open_ledger()
        current = current_build(workspace)
        built_from = {each.name for each in current.publication().sources} if current else set()
        if source not in {*ledger.sources(), *built_from}:
            known = ", ".join(ledger.sources()) or "none"
            raise UsageError(f"no source {source!r} in this workspace", hint=f"sources here: {known}")
        ledger.remove(source)
        built = _build(workspace, making or Making(), progress)
        published = _publish(workspace, store, built, progress) if store else None
        return LoadReport(
            source, "", 0, 0, 0, is_new=False, build=built.id, published=published, stale_curations=_stale(built)
        )


def current_build(workspace: Workspace) -> Build | None:
    """The build that is in force; None before the first load. Damaged where it is gone or its manifest is not itself:
    ids last by its keys.
    """
    folder = _current_folder(workspace)
    if folder is None:
        return None
    found = Build.open(folder) if (folder / MANIFEST).is_file() else None
    if found is None or not _names_itself(found):
        raise Damaged(f"{folder / MANIFEST} is missing or not what was written", hint=MADE_ANEW)
    return found


def _current_folder(workspace: Workspace) -> Path | None:
    if not workspace.current.is_file():
        return None
    name = workspace.current.read_text(encoding="utf-8", errors="replace").strip()
    folder = workspace.builds / (name or "unnamed")
    if folder.parent != workspace.builds or not folder.is_dir():
        raise Damaged(
            f"{workspace.current} names the build {name!r}, which is not in {workspace.builds}",
            hint=f"bring it back, or remove {workspace.current} and run `research-graph build`: {ANEW}",
        )
    return folder


def _names_itself(build: Build) -> bool:
    """Whether the manifest gives the id that it and its folder have; a damaged one does not, or lacks a name."""
    try:
        is_whole = all({"rows", "bytes", "sha256"} <= entry.keys() for entry in build.manifest["tables"].values())
        return is_whole and build_id(build.manifest) == build.id == build.path.name
    except (KeyError, TypeError, AttributeError):
        return False


def checked(build: Build) -> Build:
    """The build itself; Damaged where a file of it is not what its manifest says. Reads every byte."""
    for path, reason in build.damage():
        raise Damaged(f"{path}: {reason}", hint=MADE_ANEW)
    return build


def _kept_keys(folder: Path, workspace: Workspace) -> Keys:
    """The keys of the current build, whatever else of it is damaged."""
    try:
        build = Build.open(folder)
        known = {name: build.manifest["tables"][f"keys/{name}"]["sha256"] for name in KEY_TABLES}
    except (ResearchGraphError, LookupError, TypeError, AttributeError):
        build, known = Build(folder, {"report": {}}), {}
    for name in KEY_TABLES:
        path = folder / "keys" / f"{name}.parquet"
        if not path.is_file() or (name in known and checksum(path) != known[name]):
            raise _keys_lost(path, "missing or damaged", workspace)
    try:
        return build.keys()
    except (OSError, ValueError, pa.ArrowException) as error:
        raise _keys_lost(folder / "keys", str(error).partition("\n")[0], workspace) from error


def _keys_lost(path: Path, reason: str, workspace: Workspace) -> Damaged:
    return Damaged(
        f"{path}: {reason}; it says which ids were given",
        hint=f"bring it back from a copy, or remove {workspace.current} and run `research-graph build`: {ANEW}",
    )


def _build(workspace: Workspace, making: Making, progress: Progress | None, *, again: bool = False) -> Build:
    """The build for the ledger, the curations and the parameters as they are now."""
    view = workspace.open_ledger().view()
    current = None if again else current_build(workspace)
    folder = _current_folder(workspace)
    if folder is None and not view.sources:
        raise UsageError(
            f"nothing is loaded in {workspace.path}", hint="load a source first, or name another workspace"
        )
    curations = read_curations(workspace.curations)
    wanted = fingerprint(view, curations=_digest_of_curations(curations), parameters=making.parameters)
    if current is not None and current.inputs == wanted:
        return current
    previous = _kept_keys(folder, workspace) if folder else Keys.empty()
    with _phase(progress, "identity"):
        keys = resolve(view, previous=Keys(previous.tables) if again else previous, curations=curations)
    with _phase(progress, "assembly"):
        built = assemble(
            view,
            keys,
            parameters=making.parameters,
            builds=workspace.builds,
            previous=current,
            inputs=wanted,
            resources=making.resources,
        )
    write_text(workspace.current, built.id + "\n")
    return built


def _stale(build: Build) -> list[str]:
    return list(build.report.get("stale_curations", []))


def _digest_of_curations(curations: Sequence[Curation]) -> str:
    return sha256("\n".join(sorted(repr(each) for each in curations)).encode()).hexdigest()


@contextmanager
def _phase(progress: Progress | None, name: str) -> Iterator[None]:
    if progress:
        progress(name, 0, None)
    yield
    if progress:
        progress(name, 1, 1)


def _named(phase: str, progress: Progress | None) -> Progress | None:
    """The same progress, with what it counts named after the phase."""
    return (lambda part, done, total: progress(f"{phase} {part}", done, total)) if progress else None


def _publish(
    workspace: Workspace, store: Store, new: Build, progress: Progress | None, *, replace: bool = False
) -> Published:
    """Writes what the store lacks of the build, nothing when it says that it holds it; `replace`: whatever it says."""
    try:
        store.ping()
        with store.snapshot() as snapshot:
            held = snapshot.publication()
        if not replace and _holds(held, new):
            return Published(unchanged=new.visible_rows())
        if held and not (replace or _holds(held, new) or is_from_here(workspace, held)):
            raise _foreign(store, held, workspace, new)
        with _phase(progress, "compare"):
            change = _difference(workspace, store, checked(new), held)
        workspace.note_published(new.id)
        store.apply(change, new.publication(), progress=_named("publish", progress))
        return Published(**change.totals())
    except (Damaged, _Foreign):
        raise
    except StorageError as error:
        left = f"; build {new.id} is ready but not published"
        then = f"{error.hint}, then run `research-graph publish`" if error.hint else "run `research-graph publish`"
        raise type(error)(error.message + left, hint=then) from error


def _holds(held: Publication | None, build: Build) -> bool:
    return held is not None and held.state == "ready" and held.build == build.id


class _Foreign(StoreMismatch):
    """The store holds what another workspace published."""


def _foreign(store: Store, held: Publication, workspace: Workspace, new: Build) -> _Foreign:
    sources = ", ".join(each.name for each in held.sources)
    return _Foreign(
        f"{store.url} holds build {held.build} ({sources}), which was not published from {workspace.path}; "
        f"build {new.id} is ready there but not published",
        hint="name another store, or write over that graph: `research-graph publish --replace`",
    )


def is_from_here(workspace: Workspace, held: Publication) -> bool:
    """Whether nothing is lost that only another workspace has: the build was published or made here, or is empty."""
    return workspace.has_published(held.build) or not any(held.nodes.values())


def _difference(workspace: Workspace, store: Store, new: Build, held: Publication | None) -> Difference:
    """What must change in the store so that it holds the build.

    From the build that the store names when that is another one and still here; after an interrupted publish, when
    that build is gone or when the store does not hold what it says, from the digests of what it really holds.
    """
    if held is None:
        return difference(None, new)
    before = _intact(workspace.builds / held.build) if held.state == "ready" and held.build != new.id else None
    if before is not None:
        return difference(before, new)
    return difference_from_digests(store.digests, new, batch_digests=batch_digests)


def _intact(folder: Path) -> Build | None:
    """The build in a folder; None where it is gone or not what its manifest says."""
    try:
        return checked(Build.open(folder))
    except (UsageError, Damaged):
        return None


def store_damages(store: Store, build: Build) -> list[str]:
    """Where the store differs from the build that it says it holds; a store with another build is none of it."""
    with store.snapshot() as snapshot:
        held = snapshot.publication()
    if held is None or held.build != build.id or held.state != "ready":
        return []
    change = difference_from_digests(store.digests, build, batch_digests=batch_digests)
    return [
        f"{store.url}: {each.kind.name}: {each.added} missing, {each.changed} different, {each.removed} too many"
        for each in change.kinds
        if each.added or each.changed or each.removed
    ]


def write_import(
    workspace: Workspace, folder: Path, *, making: Making | None = None, progress: Progress | None = None
) -> list[str]:
    """Writes the build that `publish` would take as files for Neo4j's importer; the importer's arguments."""
    from .store.neo4j.offline import write_import_files

    with workspace.lock("publish"):
        build_ = checked(_build_to_publish(workspace, making, progress))
        workspace.note_published(build_.id)
        return write_import_files(difference(None, build_), build_.publication(), folder)
