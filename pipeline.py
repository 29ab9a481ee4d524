"""The whole path for a notebook or a command: load, build, publish, with explicit arguments and no environment.

Each step takes up where an earlier, interrupted one stopped: what is accepted is built, what is built is published.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from .assembly.assemble import assemble, fingerprint
from .assembly.build import Build
from .assembly.difference import difference, difference_from_digests
from .assembly.parameters import Parameters, Resources
from .identity.curations import Curation, read_curations
from .identity.keys import Keys
from .identity.resolve import resolve
from .ledger.disk import write_text
from .ledger.manifest import LoadManifest, Mode
from .ledger.workspace import Workspace
from .loaders.catalog import find_source
from .loaders.sources import records as own_form
from .schema.difference import Difference
from .schema.errors import Damaged, SourceError, StorageError, UsageError
from .store.digest import batch_digests
from .store.port import Store

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


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How a load is taken and judged. `name`: the source's, where it is not the loader's own; the `records` form needs
    one unless its files name it. `release` overrules the data's own.
    """

    name: str | None = None
    release: str | None = None
    is_update: bool = False
    allow_shrink: bool = False
    allow_older: bool = False
    max_rejected: float = 0.01


def load(
    workspace: Workspace,
    source: str,
    paths: Sequence[Path],
    *,
    options: LoadOptions | None = None,
    making: Making | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Reads a source's files into the ledger, builds and, given a store, publishes.

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
        manifest, is_new = _take_in(workspace, source, paths, options or LoadOptions(), progress)
        built = _build(workspace, making or Making(), progress)
        published = _publish(workspace, store, built, progress) if store else None
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


def build(workspace: Workspace, *, making: Making | None = None, progress: Progress | None = None) -> Build:
    """The build of what the ledger holds now; the current one when nothing changed. UsageError in an empty ledger."""
    with workspace.lock("build"):
        return _build(workspace, making or Making(), progress)


def publish(
    workspace: Workspace, store: Store, *, making: Making | None = None, progress: Progress | None = None
) -> Published:
    """Makes the store hold the current build; with `making`, what was accepted since that build is built first."""
    with workspace.lock("publish"):
        return _publish(workspace, store, _build_to_publish(workspace, making, progress), progress)


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
    """The build that is in force; None before the first load. Damaged where it is gone: ids last by its keys."""
    if not workspace.current.is_file():
        return None
    name = workspace.current.read_text(encoding="utf-8").strip()
    try:
        return Build.open(workspace.builds / (name or "unnamed"))
    except UsageError as error:
        raise Damaged(
            f"{workspace.current} names the build {name!r}, which is not in {workspace.builds}",
            hint=f"bring it back, or remove {workspace.current} and run `build`: ids then begin anew",
        ) from error


def _make_current(workspace: Workspace, build: Build) -> None:
    write_text(workspace.current, build.id + "\n")


def _take_in(
    workspace: Workspace, source: str, paths: Sequence[Path], options: LoadOptions, progress: Progress | None
) -> tuple[LoadManifest, bool]:
    """Stages, judges and accepts; the manifest of the load and whether it is new to the ledger."""
    description, read = find_source(source)
    name, license_ = description.name, description.license
    if source == own_form.SOURCE.name:
        name, license_ = _about(paths, options.name)
    elif options.name:
        name = options.name
    mode = Mode.UPDATE if options.is_update else Mode.SNAPSHOT
    ledger = workspace.open_ledger()
    inputs = _digest_of(paths, options.release)
    known = ledger.find_inputs(name, inputs, description.version, mode)
    if known is not None:
        return known, False
    with ledger.stage(name, mode=mode, loader_version=description.version) as staging:
        release = read(paths, staging, progress=progress)
        staged = staging.finish(release=options.release or release, license=license_, inputs=inputs)
    ledger.judge(
        staged,
        max_rejected=options.max_rejected,
        allow_shrink=options.allow_shrink,
        allow_older=options.allow_older,
    )
    accepted = ledger.accept(staged)
    return accepted or staged.manifest, accepted is not None


def _about(paths: Sequence[Path], given: str | None) -> tuple[str, str | None]:
    """Name and license of the source that files of our own form are from."""
    about = own_form.header(paths) or {}
    stated = about.get("name")
    if given and stated and given != stated:
        raise UsageError(
            f"the files say that they are from {stated!r}, not {given!r}", hint=f"leave out --name {given}"
        )
    if not (given or stated):
        raise UsageError(
            f"{paths[0]}: nothing says which source these records are from",
            hint='give --name, or begin the file with {"kind": "source", "name": …}',
        )
    return given or stated or "", about.get("license")


def _digest_of(paths: Sequence[Path], release: str | None) -> str:
    """A digest of the files' names below the given paths and of their bytes, and of a release given by hand."""
    total = sha256(repr(release).encode())
    for path in paths:
        for file in sorted(_files(path)):
            name = file.relative_to(path) if path.is_dir() else Path(file.suffix)
            total.update(b"\0" + os.fsencode(name.as_posix()) + b"\0")
            try:
                with file.open("rb") as stream:
                    total.update(file_digest(stream, "sha256").digest())
            except OSError as error:
                raise SourceError(
                    f"cannot read {file}: {error.strerror}", hint="check the path and its rights"
                ) from error
    return total.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    """The file itself, or what lies below a folder and is not hidden, as loaders see it."""
    if not path.is_dir():
        yield path
        return
    for each in path.iterdir():
        if not each.name.startswith(".") and (each.is_dir() or each.is_file()):
            yield from _files(each)


def _build(workspace: Workspace, making: Making, progress: Progress | None) -> Build:
    """The build for the ledger, the curations and the parameters as they are now."""
    view = workspace.open_ledger().view()
    current = current_build(workspace)
    if current is None and not view.sources:
        raise UsageError(
            f"nothing is loaded in {workspace.path}", hint="load a source first, or name another workspace"
        )
    curations = read_curations(workspace.curations)
    wanted = fingerprint(view, curations=_digest_of_curations(curations), parameters=making.parameters)
    if current is not None and current.inputs == wanted:
        return current
    with _phase(progress, "identity"):
        keys = resolve(view, previous=current.keys() if current else Keys.empty(), curations=curations)
    with _phase(progress, "assembly"):
        built = assemble(
            view,
            keys,
            parameters=making.parameters,
            builds=workspace.builds,
            inputs=wanted,
            resources=making.resources,
        )
    _make_current(workspace, built)
    return built


def _stale(build: Build) -> list[str]:
    return list(build.report.get("stale_curations", []))


def visible_rows(build: Build) -> int:
    """Nodes and relationships of a build, internal kinds left out."""
    return build.visible_rows()


def _digest_of_curations(curations: Sequence[Curation]) -> str:
    return sha256("\n".join(sorted(repr(each) for each in curations)).encode()).hexdigest()


@contextmanager
def _phase(progress: Progress | None, name: str) -> Iterator[None]:
    if progress:
        progress(name, 0, None)
    yield
    if progress:
        progress(name, 1, 1)


def _publish(workspace: Workspace, store: Store, new: Build, progress: Progress | None) -> Published:
    """Writes what the store lacks of the build, nothing when it holds it already."""
    try:
        change = difference_for(workspace, store, new)
        if change is None:
            return Published(unchanged=visible_rows(new))
        store.apply(change, new.publication(), progress=progress)
        return Published(**change.totals())
    except Damaged:
        raise
    except StorageError as error:
        left = f"; build {new.id} is ready but not published"
        then = f"{error.hint}, then run `research-graph publish`" if error.hint else "run `research-graph publish`"
        raise type(error)(error.message + left, hint=then) from error


def difference_for(workspace: Workspace, store: Store, new: Build) -> Difference | None:
    """What must change in the store so that it holds the build; None when it does already.

    From the build that the store names when that is still here; after an interrupted publish or when that build is
    gone, from the digests of what the store really holds.
    """
    with store.snapshot() as snapshot:
        held = snapshot.publication()
    if held is None:
        return difference(None, new)
    if held.state == "ready" and held.build == new.id:
        return None
    before = _intact(workspace.builds / held.build) if held.state == "ready" else None
    if before is not None:
        return difference(before, new)
    return difference_from_digests(store.digests, new, batch_digests=batch_digests)


def _intact(folder: Path) -> Build | None:
    """The build in a folder; None where it is gone or not what its manifest says."""
    try:
        build = Build.open(folder)
    except (UsageError, Damaged):
        return None
    return None if build.damage() else build


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
        build_ = _build_to_publish(workspace, making, progress)
        return write_import_files(difference(None, build_), build_.publication(), folder)
