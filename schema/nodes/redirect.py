"""A key that was merged or split away; kept so that old ids resolve."""

from ..kind import Field, FieldType, NodeKind

KIND = NodeKind(
    name="Redirect",
    letter="",
    description="A key given out once and merged or split away since, with the key that answers for it now.",
    fields=(Field("target", FieldType.STRING, "The key that answers now; null where nothing does."),),
    searchable=False,
    internal=True,
)
