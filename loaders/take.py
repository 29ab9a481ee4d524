"""Takes a source's files into the ledger: find the loader, read into staging, judge, accept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..ledger.ledger import Ledger
from ..ledger.manifest import LoadManifest, Mode
from .catalog import find_source
from .inputs import digest_of
from .source import Progress
from .sources import records as own_form


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


def take_in(
    ledger: Ledger, source: str, paths: Sequence[Path], *, options: LoadOptions, progress: Progress | None = None
) -> tuple[LoadManifest, bool]:
    """Reads the files into the ledger; the manifest of the load and whether it is new there.

    Files that the ledger knows already are not read again, unless what they gave is damaged: then it is mended.
    SourceError where nothing was accepted.
    """
    description, read = find_source(source)
    name, license_ = options.name or description.name, description.license
    if source == own_form.SOURCE.name:
        name, license_ = own_form.about(paths, options.name)
    mode = Mode.UPDATE if options.is_update else Mode.SNAPSHOT
    inputs = digest_of(paths, release=options.release)
    known = ledger.find_inputs(name, inputs, description.version, mode)
    if known is not None and ledger.is_whole(known):
        return known, False
    with ledger.stage(name, mode=mode, loader_version=description.version) as staging:
        release = read(paths, staging, progress=progress)
        if progress:
            progress("ledger", 0, None)
        staged = staging.finish(release=options.release or release, license=license_, inputs=inputs)
    ledger.judge(
        staged,
        max_rejected=options.max_rejected,
        allow_shrink=options.allow_shrink,
        allow_older=options.allow_older,
    )
    accepted = ledger.accept(staged)
    if progress:
        progress("ledger", 1, 1)
    return accepted or staged.manifest, accepted is not None
