"""Identity's answer: which records and mentions are which entity. Each build keeps it; the next one starts from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

TEXT, INT, REAL = pa.string(), pa.int64(), pa.float64()
TEXTS = pa.list_(pa.string())
_RECORD = {"source": TEXT, "record": TEXT, "key": TEXT}

KEY_TABLES: dict[str, pa.Schema] = {
    "papers": pa.schema(_RECORD),
    "authors": pa.schema(_RECORD),
    "institutions": pa.schema(_RECORD),
    "topics": pa.schema(_RECORD),
    "venues": pa.schema(_RECORD),
    # Every mention. slot and author are null where no slot of the paper fits: a conflict, kept and counted.
    # name and ids (asserted and computed) are what the next release is realigned by.
    "mentions": pa.schema(
        {
            "source": TEXT,
            "record": TEXT,
            "position": INT,
            "name": TEXT,
            "ids": TEXTS,
            "paper": TEXT,
            "slot": INT,
            "author": TEXT,
            "evidence": TEXT,
            "confidence": REAL,
        }
    ),
    # Printed affiliations that name exactly one institution.
    "affiliations": pa.schema({"printed": TEXT, "institution": TEXT}),
    "people": pa.schema({"author": TEXT, "evidence": TEXT, "merge_risk": REAL, "reasons": TEXTS}),
    # source < target.
    "possibly_same": pa.schema({"source": TEXT, "target": TEXT, "probability": REAL, "reasons": TEXTS}),
    # Keys given out once that stand for nothing now; target null where nothing took their place.
    "redirects": pa.schema({"key": TEXT, "target": TEXT}),
}


@dataclass(frozen=True, slots=True)
class Keys:
    """The key tables (forms in KEY_TABLES, each sorted by its leading columns) and what identity has to report.

    `report` holds counts (`conflicting_mentions`, `authors`, …), `stale_curations`, a list of texts, and what tells the
    next resolution whether people have to be decided again (see unchanged.py).
    """

    tables: Mapping[str, pa.Table]
    report: dict[str, Any] = field(default_factory=dict)

    @staticmethod
    def empty() -> Keys:
        """No entity at all: what the first build starts from."""
        return Keys({name: schema.empty_table() for name, schema in KEY_TABLES.items()})
