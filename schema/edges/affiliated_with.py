"""Affiliation of a person over the years, from the affiliations of their mentions."""

from ..kind import EdgeKind, Field, FieldType

KIND = EdgeKind(
    name="AFFILIATED_WITH",
    source="Author",
    target="Institution",
    description="The person named this institution on papers, or a source's profile names it.",
    fields=(
        Field("paper_count", FieldType.INTEGER, "Papers that say so; 0 where only a profile does.", required=True),
        Field("first_year", FieldType.INTEGER, "First year."),
        Field("last_year", FieldType.INTEGER, "Last year."),
        Field("is_latest", FieldType.BOOLEAN, "Named in the person's newest year with any affiliation.", required=True),
    ),
)
