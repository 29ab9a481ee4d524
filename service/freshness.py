"""Whether the current build is of what the ledger holds now, and the store of the current build: what is behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..assembly.build import Build
    from ..ledger.workspace import Workspace
    from ..pipeline import Making
    from ..schema.publication import Publication


def behind_ledger(workspace: Workspace, making: Making, current: Build | None) -> str | None:
    """What is loaded, decided or set otherwise than when the current build was made; None where nothing is.

    Raises Damaged where the ledger is, UsageError for curations that cannot be read.
    """
    from ..assembly.assemble import fingerprint
    from ..identity.curations import digest_of, read_curations

    view = workspace.open_ledger().view()
    then = "`research-graph publish` builds and publishes what is loaded"
    if current is None:
        names = ", ".join(source.name for source in view.sources)
        return f"loaded but not built yet: {names}; {then}" if names else None
    curations = digest_of(read_curations(workspace.curations))
    now = fingerprint(view, curations=curations, parameters=making.parameters, run=current.run)
    if current.inputs == now:
        return None
    loaded = {source.name: (source.release, source.records) for source in view.sources}
    built = {source.name: (source.release, source.records) for source in current.publication().sources}
    new = sorted(name for name in loaded if loaded[name] != built.get(name))
    gone = sorted(built.keys() - loaded.keys())
    reasons = [f"loaded since: {', '.join(new)}"] if new else []
    reasons += [f"removed since: {', '.join(gone)}"] if gone else []
    told = "; ".join(reasons) or "loads, curations, settings or the program changed since"
    return f"the current build {current.id} is behind the ledger ({told}); {then}"


def behind_build(workspace: Workspace, url: str, held: Publication | None, current: Build) -> str | None:
    """How the store at `url` is not of the current build, and what to do; None where it is."""
    from ..pipeline import is_from_here

    if held is None:
        return f"{url} is empty; `research-graph publish` fills it"
    if held.build != current.id:
        foreign = not is_from_here(workspace, held)
        then = (
            "it is another workspace's, `research-graph publish --replace`" if foreign else "`research-graph publish`"
        )
        return f"{url} holds build {held.build}, not the current {current.id}; {then} changes it"
    if held.state != "ready":
        return f"{url} is half way to its build; `research-graph publish` finishes it"
    return None
