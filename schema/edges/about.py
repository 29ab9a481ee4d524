"""What a paper is about."""

from ..kind import EdgeKind, Field, FieldType

KIND = EdgeKind(
    name="ABOUT",
    source="Paper",
    target="Topic",
    description="The paper is about the topic.",
    fields=(
        Field("score", FieldType.FLOAT, "The source's score, 0 to 1."),
        Field("rank", FieldType.INTEGER, "Rank among the paper's topics, from 1."),
        Field(
            "evidence",
            FieldType.STRING,
            "asserted (by authors or editors) or inferred (by a classifier).",
            required=True,
        ),
    ),
)
