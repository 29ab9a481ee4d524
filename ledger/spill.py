"""Where a load's rows wait for the end of the load: uncompressed Arrow files beside the load, read as mapped memory."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from .disk import writing


class Spill:
    """Appends tables to one file a name; `read` ends the writing and gives all rows of every name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, pa.ipc.RecordBatchFileWriter] = {}

    def append(self, name: str, rows: pa.Table) -> None:
        """Rows of a name; the first ones fix the schema."""
        with writing(self._path(name)):
            if name not in self._writers:
                self._folder.mkdir(exist_ok=True)
                self._writers[name] = pa.ipc.new_file(str(self._path(name)), rows.schema)
            self._writers[name].write_table(rows)

    def read(self) -> dict[str, pa.Table]:
        """All rows, mapped from the files, which must stay until the tables are no longer used."""
        names = list(self._writers)
        self.close()
        return {name: pa.ipc.open_file(pa.memory_map(str(self._path(name)))).read_all() for name in names}

    def close(self) -> None:
        """Ends the writing; OutOfSpace or StorageError where what is held back finds no room."""
        while self._writers:
            name, writer = self._writers.popitem()
            with writing(self._path(name)):
                writer.close()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.arrow"
