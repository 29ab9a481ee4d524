"""The ledger's tables: each record kind flattened, one Parquet file a table, with its Arrow schema.

`papers` is split into papers, mentions, paper_topics and references; every other kind is one table. The first column
is always the record's id, so that a newer version of a record replaces its rows in every table.
"""

from __future__ import annotations

import pyarrow as pa

TEXT, INT, REAL, FLAG = pa.string(), pa.int64(), pa.float64(), pa.bool_()
TEXTS = pa.list_(pa.string())

_MENTION = {
    "position": INT,
    "name": TEXT,
    "given": TEXT,
    "family": TEXT,
    "variants": TEXTS,
    "ids": TEXTS,
    "computed_ids": TEXTS,
    "affiliations": TEXTS,
    "institutions": TEXTS,
    "emails": TEXTS,
    "is_corresponding": FLAG,
    "is_partial": FLAG,
}
_END = {"updated": TEXT, "locator": TEXT}

RECORD_TABLES: dict[str, pa.Schema] = {
    "papers": pa.schema(
        {
            "record": TEXT,
            "title": TEXT,
            "abstract": TEXT,
            "year": INT,
            "date": TEXT,
            "type": TEXT,
            "language": TEXT,
            "ids": TEXTS,
            "url": TEXT,
            "pdf_url": TEXT,
            "code_url": TEXT,
            "venues": TEXTS,
            "volume": TEXT,
            "is_retracted": FLAG,
            "notices": TEXTS,
            "citation_count": INT,
            "is_author_list_complete": FLAG,
            "affiliations_covered": FLAG,
            "has_references": FLAG,
            **_END,
        }
    ),
    "mentions": pa.schema({"record": TEXT, **_MENTION}),
    "paper_topics": pa.schema({"record": TEXT, "topic": TEXT, "score": REAL, "rank": INT, "evidence": TEXT}),
    "references": pa.schema({"record": TEXT, "position": INT, "cited": TEXT}),
    "editors": pa.schema({"record": TEXT, "volume": TEXT, **_MENTION, **_END}),
    "authors": pa.schema(
        {
            "record": TEXT,
            "name": TEXT,
            "given": TEXT,
            "family": TEXT,
            "variants": TEXTS,
            "ids": TEXTS,
            "computed_ids": TEXTS,
            "not_same_as": TEXTS,
            "stays": pa.list_(pa.struct({"institution": TEXT, "first_year": INT, "last_year": INT})),
            "citation_count": INT,
            "h_index": INT,
            "comment": TEXT,
            "is_profile": FLAG,
            **_END,
        }
    ),
    "institutions": pa.schema(
        {
            "record": TEXT,
            "name": TEXT,
            "aliases": TEXTS,
            "ids": TEXTS,
            "country_code": TEXT,
            "city": TEXT,
            "type": TEXT,
            "status": TEXT,
            "parents": TEXTS,
            "successors": TEXTS,
            **_END,
        }
    ),
    "topics": pa.schema(
        {
            "record": TEXT,
            "name": TEXT,
            "scheme": TEXT,
            "level": TEXT,
            "description": TEXT,
            "keywords": TEXTS,
            "ids": TEXTS,
            "parent": TEXT,
            **_END,
        }
    ),
    "venues": pa.schema(
        {"record": TEXT, "name": TEXT, "acronym": TEXT, "aliases": TEXTS, "type": TEXT, "ids": TEXTS, **_END}
    ),
    "deletions": pa.schema({"record": TEXT, "kind": TEXT, "merged_into": TEXT, **_END}),
}

TABLES_OF_KIND: dict[str, tuple[str, ...]] = {
    "paper": ("papers", "mentions", "paper_topics", "references"),
    "editor": ("editors",),
    "author": ("authors",),
    "institution": ("institutions",),
    "topic": ("topics",),
    "venue": ("venues",),
}

REJECTIONS = pa.schema({"locator": TEXT, "reason": TEXT, "excerpt": TEXT, "is_partial": FLAG})
