"""The whole path for a notebook or a command: load, build, publish, with explicit arguments and no environment.

Each step takes up where an earlier, interrupted one stopped: what is accepted is built, what is built is published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .assembly.assemble import assemble, fingerprint
from .assembly.build import Build
from .assembly.current import checked, current_folder, kept_keys
from .assembly.current import current_build as current_build
from .assembly.difference import difference, difference_from_digests
from .assembly.parameters import Parameters, Resources
from .identity.curations import digest_of, read_curations
from .identity.keys import Keys
from .identity.resolve import resolve
from .ledger.disk import write_text
from .ledger.workspace import Workspace
from .loaders.take import LoadOptions as LoadOptions
from .loaders.take import take_in
from .schema.difference import Difference
from .schema.difference import Published as Published
from .schema.errors import Damaged, SourceError, StorageError, StoreMismatch, UsageError
from .schema.publication import Publication
from .store.digest import batch_digests
from .store.port import Seen, Store

if TYPE_CHECKING:
    from .analytics.clustering import Clustering
    from .analytics.run import Run

Progress = Callable[[str, int, int | None], None]
"""Called with a phase, the units done and the units in all (None: not known)."""


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
class Clustered:
    """What `cluster` did: the run in force now and the build that shows it. `is_new` False: nothing had changed."""

    run: Run
    build: Build
    is_new: bool
    published: Published | None


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


def cluster(
    workspace: Workspace,
    settings: Clustering | None = None,
    *,
    making: Making | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
) -> Clustered:
    """Finds communities in what the ledger holds now, makes them part of the build and, given a store, publishes.

    The run goes on from the one in force, which stays so until the new one is complete. UsageError where there is
    nothing to cluster; Damaged where the last run is, unless a cold one is asked for: then ids begin anew.
    """
    from .analytics.clustering import Clustering, cluster_build

    settings, making = settings or Clustering(), making or Making()
    with workspace.lock("cluster"):
        run = _run_in_force(workspace, forgiving=settings.is_cold)
        before = _build(workspace, making, progress, run=run, forgiving=settings.is_cold)
        found = cluster_build(before, workspace.runs, settings, previous=run, progress=progress)
        built = _build(workspace, making, progress, run=found)
        published = _publish(workspace, store, built, progress) if store else None
    return Clustered(found, built, is_new=run is None or run.id != found.id, published=published)


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


def _build(
    workspace: Workspace,
    making: Making,
    progress: Progress | None,
    *,
    again: bool = False,
    run: Run | None = None,
    forgiving: bool = False,
) -> Build:
    """The build for the ledger, the curations, the parameters as they are now and a run, if not that in force.

    `forgiving`: where the run in force cannot be read, what shows it stays in force: the current build is given if all
    else is as it is now, otherwise one without a run that does not become the current one.
    """
    view = workspace.open_ledger().view()
    current = None if again else current_build(workspace)
    folder = current_folder(workspace)
    if folder is None and not view.sources:
        raise UsageError(
            f"nothing is loaded in {workspace.path}", hint="load a source first, or name another workspace"
        )
    curations = read_curations(workspace.curations)
    run = run or _run_in_force(workspace, forgiving=forgiving)
    shown = run.id if run else current.run if forgiving and current else None
    wanted = fingerprint(view, curations=digest_of(curations), parameters=making.parameters, run=shown)
    if current is not None and current.inputs == wanted:
        return current
    previous = kept_keys(folder, workspace) if folder else Keys.empty()
    with _phase(progress, "identity"):
        keys = resolve(view, previous=Keys(previous.tables) if again else previous, curations=curations)
    with _phase(progress, "assembly"):
        built = assemble(
            view,
            keys,
            parameters=making.parameters,
            builds=workspace.builds,
            run=run.said() if run else None,
            previous=current,
            inputs=wanted,
            resources=making.resources,
        )
    if run is not None or not forgiving:
        write_text(workspace.current, built.id + "\n")
    return built


def _run_in_force(workspace: Workspace, *, forgiving: bool = False) -> Run | None:
    """The run that the current build shows; None where there is none or, when forgiving, none that can be read."""
    from .analytics.run import Run, list_runs

    folder = current_folder(workspace)
    try:
        named = Build.open(folder).run if folder else None
    except Damaged:  # its manifest would say which; the newest run is the one unless one was cut off
        named = next((run.id for run in list_runs(workspace.runs)), None)
    try:
        return Run.open(workspace.runs / named).checked() if named else None
    except Damaged:
        if forgiving:
            return None
        raise


def _stale(build: Build) -> list[str]:
    return list(build.report.get("stale_curations", []))


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
        seen = _seen(store, replace=replace)
        held = seen.publication if seen else None
        if not replace and _holds(held, new):
            return Published(unchanged=new.visible_rows())
        if held and not (replace or _holds(held, new) or is_from_here(workspace, held)):
            raise _foreign(store, held, workspace, new)
        with _phase(progress, "compare"):
            change = _difference(workspace, store, checked(new), held)
        workspace.note_published(new.id)
        store.apply(change, new.publication(), seen=seen, progress=_named("publish", progress))
        return Published(**change.totals())
    except (Damaged, _Foreign):
        raise
    except StorageError as error:
        then = f"{error.hint}, then run `research-graph publish`" if error.hint else "run `research-graph publish`"
        raise type(error)(f"{error.message}; build {new.id} is ready but not published", hint=then) from error


def _seen(store: Store, *, replace: bool) -> Seen | None:
    """What the store holds; None where an earlier release left it and it shall be replaced, whatever it is."""
    try:
        store.ping()
        return store.seen()
    except StoreMismatch:
        if not replace:
            raise
        return None


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
    except Damaged:
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
