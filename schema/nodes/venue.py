"""Where papers appear: journal, conference, repository, interest group."""

from ..kind import Field, FieldType, NodeKind

KIND = NodeKind(
    name="Venue",
    letter="V",
    description="Where papers appear: a journal, conference, repository or special interest group.",
    fields=(
        Field("name", FieldType.STRING, "Name.", required=True),
        Field("acronym", FieldType.STRING, "Acronym.", indexed=True),
        Field("type", FieldType.STRING, "journal, conference, workshop, repository, sig, …"),
        Field("external_ids", FieldType.STRINGS, "All ids elsewhere, as scheme:value, sorted."),
        Field("paper_count", FieldType.INTEGER, "Papers published there.", indexed=True, required=True),
    ),
)
