"""Authorship: one slot of a paper's author list and the person in it."""

from ..kind import EdgeKind, Field, FieldType

KIND = EdgeKind(
    name="AUTHORED",
    source="Author",
    target="Paper",
    description="Authorship; (paper, position) is unique.",
    fields=(
        Field("position", FieldType.INTEGER, "Slot in the author list, from 0.", required=True),
        Field("name", FieldType.STRING, "Name as printed.", required=True),
        Field("is_corresponding", FieldType.BOOLEAN, "Corresponding author; null where no source speaks."),
        Field("affiliations", FieldType.STRINGS, "Affiliations as printed."),
        Field("institutions", FieldType.STRINGS, "Keys of the institutions, sorted."),
        Field("evidence", FieldType.STRING, "How this was attributed: asserted, matched or name_only.", required=True),
        Field("confidence", FieldType.FLOAT, "Confidence of the attribution, 0 to 1.", required=True),
    ),
    discriminator=("position",),
)
