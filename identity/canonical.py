"""A view whose rows always stand in canonical order, whatever order they came in: identity decides by row number."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ..ledger.view import View
from ..schema.record_tables import RECORD_TABLES


class CanonicalView:
    """The tables of a view by source, record and, where there is one, position. A row's number is its name."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._orders: dict[str, pa.Array | None] = {}

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """As View.table; rows in canonical order."""
        table = self._view.table(name, columns)
        order = self._order(name)
        return table if order is None else table.take(order)

    def _order(self, name: str) -> pa.Array | None:
        """The order to take the rows in; None where they stand in it already."""
        if name not in self._orders:
            by = [each for each in ("record", "position") if each in RECORD_TABLES[name].names]
            keys = [(each, "ascending") for each in ("source", *by)]
            order = pc.sort_indices(self._view.table(name, by), sort_keys=keys)
            is_ordered = order.equals(pa.array(range(len(order)), order.type))
            self._orders[name] = None if is_ordered else order
        return self._orders[name]
