"""What every node of the graph has."""

from __future__ import annotations

import strawberry

from ..fields import from_row


@strawberry.interface(description="A node of the graph. Its id lasts; an id that was merged or split away resolves.")
class Node:
    id: strawberry.ID = from_row("row.key", description="The id: a letter for the kind and 16 digits.")
    redirected_from: strawberry.ID | None = from_row(
        "row.fields.get('redirected_from')",
        description="The id that was asked for, when it was merged or split away and this one answers for it.",
    )
    sources: list[str] = from_row(
        "row.fields['sources']", needs=("sources",), description="Names of the sources that say so, sorted."
    )
