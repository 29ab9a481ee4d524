"""Doubt about who is who, shown."""

from ..kind import EdgeKind, Field, FieldType

KIND = EdgeKind(
    name="POSSIBLY_SAME_AS",
    source="Author",
    target="Author",
    description="The two may be one person; stored once, smaller key first.",
    fields=(
        Field("probability", FieldType.FLOAT, "How likely, 0 to 1.", required=True),
        Field("reasons", FieldType.STRINGS, "Why, in words."),
    ),
    directed=False,
)
