"""A paper as a work: preprint and published version are one."""

from ..kind import Field, FieldType, NodeKind

KIND = NodeKind(
    name="Paper",
    letter="P",
    description="A work; its preprint and its published version are one paper with versions.",
    fields=(
        Field("title", FieldType.STRING, "Title as plain text.", required=True),
        Field("abstract", FieldType.STRING, "Abstract as plain text."),
        Field("year", FieldType.INTEGER, "Year of publication.", indexed=True),
        Field("date", FieldType.STRING, "Date of publication as far as known: 2023, 2023-07 or 2023-07-09."),
        Field(
            "type",
            FieldType.STRING,
            "article, preprint, book, chapter, dataset, erratum, front_matter, …",
            indexed=True,
        ),
        Field("doi", FieldType.STRING, "DOI of the published version, without prefix.", indexed=True),
        Field("external_ids", FieldType.STRINGS, "All ids elsewhere, as scheme:value, sorted."),
        Field("versions", FieldType.OBJECTS, "Each record: {source, record, type, date, url, title}."),
        Field("url", FieldType.STRING, "Landing page."),
        Field("pdf_url", FieldType.STRING, "Full text."),
        Field("code_url", FieldType.STRING, "Code of the paper."),
        Field("language", FieldType.STRING, "ISO 639 code."),
        Field("is_retracted", FieldType.BOOLEAN, "A source marks it as retracted or removed.", required=True),
        Field("notices", FieldType.STRINGS, "Retraction, removal and correction notices."),
        Field("author_count", FieldType.INTEGER, "Length of the author list as far as known.", required=True),
        Field("is_author_list_complete", FieldType.BOOLEAN, "False where every source cut the list.", required=True),
        Field("citation_count_claimed", FieldType.INTEGER, "Citations as a source claims them; null where none does."),
        Field("citations_claimed_by", FieldType.STRING, "Source of the claimed figure."),
        Field("citation_count_in_graph", FieldType.INTEGER, "Citing papers here; null where no source has references."),
        Field(
            "reference_count",
            FieldType.INTEGER,
            "References listed by the sources, in the graph or not; null likewise.",
        ),
    ),
)
