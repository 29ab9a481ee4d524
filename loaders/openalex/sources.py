"""Sources (journals, conferences, repositories, …) → VenueRecord."""

from __future__ import annotations

from ...schema.errors import BadRecord
from ...schema.records import VenueRecord
from .origin import Item, Origin


def adapt(item: Item, origin: Origin, updated: str | None) -> VenueRecord:
    """A source, full or dehydrated; BadRecord where it has no name."""
    aliases = origin.texts(item, "alternate_titles")
    if (short := origin.text(item, "abbreviated_title")) and short not in aliases:
        aliases.append(short)
    name = origin.text(item, "display_name")
    if name is None:
        if not aliases:
            raise BadRecord("a source without a name")
        name = aliases[0]
        origin.repair("display_name is missing, another name stands for it", name)
    kind = origin.text(item, "type")
    return VenueRecord(
        record=origin.record,
        name=name,
        aliases=[alias for alias in aliases if alias != name],
        type=kind and kind.lower().replace(" ", "_").replace("-", "_"),
        ids=origin.ids(item, ("issn_l", "issn", "mag")),
        updated=updated,
        locator=origin.locator,
    )
