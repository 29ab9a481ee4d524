"""People who work together: a stored community, with how far it can be trusted."""

from ..kind import Field, FieldType, NodeKind

KIND = NodeKind(
    name="Cluster",
    letter="C",
    description="People who work together more than with others, found by a run of community detection.",
    fields=(
        Field("label", FieldType.STRING, "What is typical of its papers: topics, words of titles.", required=True),
        Field("level", FieldType.STRING, "field, group or core, from coarse to fine.", indexed=True, required=True),
        Field("status", FieldType.STRING, "LIVE, or ENDED: no cluster of the newest run any more.", required=True),
        Field("size", FieldType.INTEGER, "Members in this graph.", indexed=True, required=True),
        Field("paper_count", FieldType.INTEGER, "Papers of which at least half of the authors were members."),
        Field("first_year", FieldType.INTEGER, "Year of the first of these papers."),
        Field("last_year", FieldType.INTEGER, "Year of the last of these papers."),
        Field("internal_share", FieldType.FLOAT, "Share of the members' ties, by strength, that stay inside, 0 to 1."),
        Field("conductance", FieldType.FLOAT, "Ties that leave, against the smaller of inside and outside, 0 to 1."),
        Field(
            "is_well_connected", FieldType.BOOLEAN, "More than log10(size) ties must be cut to take it apart (CM rule)."
        ),
        Field("seed_agreement", FieldType.FLOAT, "How far runs from other seeds keep its members together, 0 to 1."),
        Field("topics", FieldType.STRINGS, "Topics that are typical of it, the most typical first."),
        Field("terms", FieldType.STRINGS, "Words of titles that are typical of it."),
        Field("venues", FieldType.STRINGS, "Venues that are typical of it."),
        Field("people", FieldType.STRINGS, "Keys of its leading people, by strength inside."),
        Field("run", FieldType.STRING, "The run that says so; of an ended cluster the last in which it was live."),
    ),
)
