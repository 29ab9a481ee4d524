"""A university, company, institute or hospital."""

from ..kind import Field, FieldType, NodeKind

KIND = NodeKind(
    name="Institution",
    letter="I",
    description="An organization that people are affiliated with.",
    fields=(
        Field("name", FieldType.STRING, "Name.", required=True),
        Field("aliases", FieldType.STRINGS, "Other names and acronyms."),
        Field("ror", FieldType.STRING, "ROR id, without prefix.", indexed=True),
        Field("external_ids", FieldType.STRINGS, "All ids elsewhere, as scheme:value, sorted."),
        Field("country_code", FieldType.STRING, "ISO 3166-1 alpha-2 code.", indexed=True),
        Field("city", FieldType.STRING, "City."),
        Field("type", FieldType.STRING, "education, company, government, healthcare, nonprofit, …"),
        Field("status", FieldType.STRING, "active, inactive or withdrawn."),
        Field("paper_count", FieldType.INTEGER, "Papers with an author affiliated here.", indexed=True, required=True),
        Field("author_count", FieldType.INTEGER, "People affiliated here in some year.", required=True),
    ),
)
