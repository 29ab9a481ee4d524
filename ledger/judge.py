"""What a staged load must satisfy before it is accepted; every refusal says what was found and how to insist."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ..schema.errors import OlderRelease, Shrinkage, SourceError, TooManyRejections
from .files import FileLoad, read_parquet
from .manifest import RECORD_COUNTS, LoadManifest, Mode
from .view import View

EXAMPLES = 3
ALLOWED_DROP = 0.1
"""Share of a source's records that a snapshot may drop without `allow_shrink`."""


def judge_content(manifest: LoadManifest, folder: Path, *, max_rejected: float) -> None:
    """TooManyRejections above that share of the records read; SourceError where there was no record at all."""
    if manifest.rejected > max_rejected * manifest.read:
        report = folder / "rejections.parquet"
        raise TooManyRejections(
            f"{manifest.source}: {manifest.rejected} of {manifest.read} records were rejected, "
            f"more than {max_rejected:.2%} ({_examples(report)}); nothing was loaded",
            hint=f"{report} has them all, `research-graph ledger rejections {manifest.source} --refused` lists them; "
            "correct the input, or allow a larger share: setting RESEARCH_GRAPH_MAX_REJECTED",
        )
    if not manifest.records:
        raise SourceError(
            f"{manifest.source}: the input holds no record; nothing was loaded",
            hint="check that the path names the files of this source",
        )


def judge_release(manifest: LoadManifest, in_force: list[LoadManifest]) -> None:
    """OlderRelease where the release is older than the newest one in force; a load without one is never older."""
    newest = max((each.release for each in in_force if each.release is not None), default=None)
    if newest is not None and manifest.release is not None and manifest.release < newest:
        raise OlderRelease(
            f"{manifest.source}: release {manifest.release} is older than {newest}, which is loaded",
            hint="load it with --allow-older if it shall rule from now on",
        )


def judge_size(staged: FileLoad, current: View) -> None:
    """Shrinkage where a snapshot drops more than ALLOWED_DROP of the source's current papers.

    A source that has no papers is judged by all its records.
    """
    if staged.manifest.mode is not Mode.SNAPSHOT:
        return
    tables = ["papers"] if current.table("papers", ["record"]).num_rows else [*RECORD_COUNTS[:-1]]
    before, dropped, examples = 0, 0, list[str]()
    for table in tables:
        ids = current.table(table, ["record"])["record"]
        lost = ids.filter(pc.invert(pc.is_in(ids, value_set=_ids(staged, table))))
        before += len(ids)
        dropped += len(lost)
        examples += lost[:EXAMPLES].to_pylist()
    if dropped > ALLOWED_DROP * before:
        what = "papers" if tables == ["papers"] else "records"
        raise Shrinkage(
            f"{staged.manifest.source}: this snapshot would drop {dropped} of {before} {what}, "
            f"for example {', '.join(examples[:EXAMPLES])}; nothing was loaded",
            hint="load it with --allow-shrink if the source really lost them, or with --update if the input is a part",
        )


def _ids(staged: FileLoad, table: str) -> pa.Array:
    return staged.read(table, ["record"])["record"].combine_chunks()


def _examples(report: Path) -> str:
    rows = read_parquet(report)
    whole = rows.filter(pc.invert(rows["is_partial"])).slice(0, EXAMPLES).to_pylist()
    return "; ".join(f"{row['locator']}: {row['reason']}" for row in whole)
