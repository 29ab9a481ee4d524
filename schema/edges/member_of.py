"""Membership of a person in a cluster."""

from ..kind import EdgeKind, Field, FieldType

KIND = EdgeKind(
    name="MEMBER_OF",
    source="Author",
    target="Cluster",
    description="The person is a member of the cluster; of one cluster a level at most, maybe of none.",
    fields=(
        Field("level", FieldType.STRING, "The cluster's level: field, group or core.", required=True),
        Field("strength", FieldType.FLOAT, "Sum of the person's ties to other members.", required=True),
    ),
)
