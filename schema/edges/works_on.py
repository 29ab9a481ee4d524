"""What a person works on, from the topics of their papers."""

from ..kind import EdgeKind, Field, FieldType

KIND = EdgeKind(
    name="WORKS_ON",
    source="Author",
    target="Topic",
    description="The person has papers about the topic.",
    fields=(
        Field("paper_count", FieldType.INTEGER, "Papers about it.", required=True),
        Field(
            "share",
            FieldType.FLOAT,
            "Share of the person's papers with any topic of this level, 0 to 1.",
            required=True,
        ),
        Field("last_year", FieldType.INTEGER, "Year of the last such paper."),
    ),
)
