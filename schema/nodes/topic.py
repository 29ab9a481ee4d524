"""A subject with its scheme and level."""

from ..kind import Field, FieldType, NodeKind

KIND = NodeKind(
    name="Topic",
    letter="T",
    description="A subject of papers in a named scheme, at a named level.",
    fields=(
        Field("name", FieldType.STRING, "Name.", required=True),
        Field("scheme", FieldType.STRING, "Whose classification: openalex, arxiv, ….", indexed=True, required=True),
        Field("level", FieldType.STRING, "domain, field, subfield or topic; null in flat schemes."),
        Field("description", FieldType.STRING, "What it covers."),
        Field("keywords", FieldType.STRINGS, "Keywords."),
        Field("external_ids", FieldType.STRINGS, "All ids elsewhere, as scheme:value, sorted."),
        Field(
            "paper_count", FieldType.INTEGER, "Papers about it or one of its subtopics.", indexed=True, required=True
        ),
    ),
)
