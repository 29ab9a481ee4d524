"""What a loader emits: typed records in the graph's words, as one source says them.

A record is named by its source's own id (`record`), stable from release to release. References between records of one
source use that id. The JSON form of these records is the `records` source; its schema is derived from here.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Mention:
    """One name in a paper's author list.

    `ids` are said by the paper or by curators about this very mention (authority: see external_ids); `computed_ids`
    were attached by a source's own disambiguation. `position` counts from 0; None means the place in the list.
    """

    name: str
    given: str | None = None
    family: str | None = None
    variants: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    computed_ids: list[str] = field(default_factory=list)
    affiliations: list[str] = field(default_factory=list)
    institutions: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    is_corresponding: bool | None = None
    is_partial: bool = False
    position: int | None = None


@dataclass(slots=True)
class PaperTopic:
    """A paper's topic: `topic` is the record of a TopicRecord; evidence is asserted or inferred."""

    topic: str
    score: float | None = None
    rank: int | None = None
    evidence: str = "inferred"


@dataclass(slots=True)
class PaperRecord:
    """A paper. `references`: external ids (`doi:…`, `openalex:W…`) or records of this source.

    `references` is None where the source does not speak about references, [] where it says there are none.
    `affiliations_covered` tells whether the source gives affiliations for papers like this one at all.
    """

    record: str
    title: str
    abstract: str | None = None
    year: int | None = None
    date: str | None = None
    type: str | None = None
    language: str | None = None
    ids: list[str] = field(default_factory=list)
    url: str | None = None
    pdf_url: str | None = None
    code_url: str | None = None
    venues: list[str] = field(default_factory=list)
    volume: str | None = None
    is_retracted: bool = False
    notices: list[str] = field(default_factory=list)
    citation_count: int | None = None
    is_author_list_complete: bool = True
    affiliations_covered: bool = True
    mentions: list[Mention] = field(default_factory=list)
    topics: list[PaperTopic] = field(default_factory=list)
    references: list[str] | None = None
    updated: str | None = None
    locator: str | None = None


@dataclass(slots=True)
class EditorRecord:
    """An editor of a volume; kept in the ledger, apart from authors."""

    record: str
    volume: str
    mention: Mention
    updated: str | None = None
    locator: str | None = None


@dataclass(slots=True)
class Stay:
    """A profile's affiliation with an institution record over the years."""

    institution: str
    first_year: int | None = None
    last_year: int | None = None


@dataclass(slots=True)
class AuthorRecord:
    """What a source says about a person apart from any paper.

    `is_profile` False: the record only helps to tell mentions apart and is no person of the graph by itself.
    `not_same_as`: records of people who must not be merged with this one.
    """

    record: str
    name: str
    given: str | None = None
    family: str | None = None
    variants: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    computed_ids: list[str] = field(default_factory=list)
    not_same_as: list[str] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    citation_count: int | None = None
    h_index: int | None = None
    comment: str | None = None
    is_profile: bool = True
    updated: str | None = None
    locator: str | None = None


@dataclass(slots=True)
class InstitutionRecord:
    """An organization; `parents` and `successors` are records of this source."""

    record: str
    name: str
    aliases: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    country_code: str | None = None
    city: str | None = None
    type: str | None = None
    status: str | None = None
    parents: list[str] = field(default_factory=list)
    successors: list[str] = field(default_factory=list)
    updated: str | None = None
    locator: str | None = None


@dataclass(slots=True)
class TopicRecord:
    """A topic of a scheme; `parent` is a record of this source one level up."""

    record: str
    name: str
    scheme: str
    level: str | None = None
    description: str | None = None
    keywords: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    parent: str | None = None
    updated: str | None = None
    locator: str | None = None


@dataclass(slots=True)
class VenueRecord:
    """A journal, conference, workshop, repository or interest group."""

    record: str
    name: str
    acronym: str | None = None
    aliases: list[str] = field(default_factory=list)
    type: str | None = None
    ids: list[str] = field(default_factory=list)
    updated: str | None = None
    locator: str | None = None


@dataclass(slots=True)
class Deletion:
    """The source withdrew a record; with `merged_into`, another record of the same kind stands for it.

    `kind` is one of RECORD_KINDS' names.
    """

    kind: str
    record: str
    merged_into: str | None = None
    updated: str | None = None
    locator: str | None = None


@dataclass(slots=True)
class Rejection:
    """A record that could not be used; kept with its locator (file, line or record id).

    `is_partial`: the record itself was taken, only the part that the reason names was left out (an invalid ORCID, say).
    """

    locator: str
    reason: str
    excerpt: str | None = None
    is_partial: bool = False


Record = PaperRecord | EditorRecord | AuthorRecord | InstitutionRecord | TopicRecord | VenueRecord | Deletion

RECORD_KINDS: dict[str, type] = {
    "paper": PaperRecord,
    "editor": EditorRecord,
    "author": AuthorRecord,
    "institution": InstitutionRecord,
    "topic": TopicRecord,
    "venue": VenueRecord,
}
