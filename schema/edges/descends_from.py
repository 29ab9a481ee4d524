"""Lineage of clusters over runs."""

from ..kind import EdgeKind, Field, FieldType

KIND = EdgeKind(
    name="DESCENDS_FROM",
    source="Cluster",
    target="Cluster",
    description="Members of the cluster were members of the other one in an earlier run; a kept id has no such edge.",
    fields=(
        Field("event", FieldType.STRING, "What happened: split or merged.", required=True),
        Field("overlap", FieldType.FLOAT, "Share of the earlier one's members that are here, 0 to 1.", required=True),
        Field("run", FieldType.STRING, "The run in which it happened.", required=True),
    ),
    discriminator=("event",),
)
