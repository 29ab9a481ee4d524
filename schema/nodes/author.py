"""A person as the graph sees them."""

from ..kind import Field, FieldType, NodeKind

KIND = NodeKind(
    name="Author",
    letter="A",
    description="A person as the graph sees them.",
    fields=(
        Field(
            "name", FieldType.STRING, "Name in its fullest usual form, spelled as a source spells it.", required=True
        ),
        Field("sort_name", FieldType.STRING, "Inverted form: `Zhou, Yao`."),
        Field("family", FieldType.STRING, "Family name."),
        Field("given", FieldType.STRING, "Given names."),
        Field("name_variants", FieldType.STRINGS, "Other printed forms, in any script."),
        Field(
            "orcid",
            FieldType.STRING,
            "The one ORCID, without prefix; null where none or several are claimed.",
            indexed=True,
        ),
        Field("external_ids", FieldType.STRINGS, "All ids elsewhere, as scheme:value, sorted."),
        Field("evidence", FieldType.STRING, "Strongest evidence among the mentions: asserted, matched or name_only."),
        Field("merge_risk", FieldType.FLOAT, "How likely this is more than one person, 0 to 1."),
        Field("merge_risk_reasons", FieldType.STRINGS, "Why, in words."),
        Field("is_partial", FieldType.BOOLEAN, "Some source delivered only part of this person's papers."),
        Field("paper_count", FieldType.INTEGER, "Papers in this graph.", indexed=True, required=True),
        Field("collaborator_count", FieldType.INTEGER, "People with a shared paper.", required=True),
        Field("close_collaborator_count", FieldType.INTEGER, "People with a close tie.", required=True),
        Field("first_year", FieldType.INTEGER, "Year of the first paper in this graph."),
        Field("last_year", FieldType.INTEGER, "Year of the last paper in this graph."),
        Field("affiliation_status", FieldType.STRING, "KNOWN, SOURCE_SILENT, NOT_IMPORTED or CONFLICTING."),
        Field("citation_count_claimed", FieldType.INTEGER, "Citations as a source claims them; null where none does."),
        Field("h_index_claimed", FieldType.INTEGER, "h-index as a source claims it; null where none does."),
        Field("metrics_claimed_by", FieldType.STRING, "Source of the claimed figures."),
        Field(
            "citation_count_in_graph",
            FieldType.INTEGER,
            "Citations among papers here; null where no source has references.",
        ),
        Field("h_index_in_graph", FieldType.INTEGER, "h-index from citations in this graph; null likewise."),
        Field(
            "citation_coverage", FieldType.FLOAT, "Share of the papers for which some source has references, 0 to 1."
        ),
    ),
)
