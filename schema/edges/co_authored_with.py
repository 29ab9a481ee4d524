"""Co-authorship: the tie of two people with its strength."""

from ..kind import EdgeKind, Field, FieldType

KIND = EdgeKind(
    name="CO_AUTHORED_WITH",
    source="Author",
    target="Author",
    description="The two share papers; stored once, smaller key first.",
    fields=(
        Field("paper_count", FieldType.INTEGER, "Shared papers.", required=True),
        Field(
            "strength", FieldType.FLOAT, "Sum of 1/(n-1) over shared papers of n authors (Newman 2001).", required=True
        ),
        Field(
            "recent_strength",
            FieldType.FLOAT,
            "The same, halved for every half-life before the reference year.",
            required=True,
        ),
        Field("first_year", FieldType.INTEGER, "Year of the first shared paper."),
        Field("last_year", FieldType.INTEGER, "Year of the last shared paper."),
        Field("is_close", FieldType.BOOLEAN, "A close tie by the build's published definition.", required=True),
    ),
    directed=False,
)
