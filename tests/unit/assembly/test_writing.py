"""Tables on the second thread: the same files and entries as on one, errors that come back, no file left open."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from research_graph.assembly.digest import BLOCK, table_digest
from research_graph.assembly.writing import TableWriter
from research_graph.schema.errors import StorageError

SCHEMA = pa.schema({"number": pa.int64()})


def piece(first: int, rows: int) -> pa.Table:
    return pa.table({"number": pa.array(range(first, first + rows), pa.int64())})


def test_tables_hold_their_pieces_in_order_and_the_entries_say_so(tmp_path: Path) -> None:
    sizes = [BLOCK] * 9 + [5]
    with TableWriter(tmp_path) as writer:
        writer.write("nodes/Many", SCHEMA, (piece(at * BLOCK, rows) for at, rows in enumerate(sizes)))
        writer.write("nodes/None", SCHEMA, ())
        writer.finish()
    whole = piece(0, 9 * BLOCK + 5)
    file = tmp_path / "nodes" / "Many.parquet"
    assert pq.read_table(file).equals(whole)
    assert writer.tables == {
        "nodes/Many": {
            "rows": 9 * BLOCK + 5,
            "digest": table_digest(whole),
            "bytes": file.stat().st_size,
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        },
        "nodes/None": writer.tables["nodes/None"],
    }
    assert writer.tables["nodes/None"]["rows"] == 0


def test_an_error_of_the_thread_comes_back(tmp_path: Path) -> None:
    (tmp_path / "edges").write_text("in the way of the folder")
    with TableWriter(tmp_path) as writer:
        writer.write("edges/ANY", SCHEMA, [piece(0, 3)])
        with pytest.raises(FileExistsError):
            writer.finish()


def test_an_error_of_the_pieces_is_the_one_raised_and_ends_the_file(tmp_path: Path) -> None:
    def pieces() -> Iterator[pa.Table]:
        yield piece(0, BLOCK)
        raise StorageError("no more rows")

    with pytest.raises(StorageError, match="no more rows"), TableWriter(tmp_path) as writer:
        writer.write("edges/ANY", SCHEMA, pieces())
    assert writer.tables == {}
