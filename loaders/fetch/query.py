"""What is asked of OpenAlex: ids in any usual spelling, or a filter expression, and which lists follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ...schema.errors import UsageError
from ...schema.external_ids import external_id

LISTED = ("works", "authors", "institutions", "sources", "topics", "publishers", "funders")
LETTERS = {"works": "W", "authors": "A", "institutions": "I"}
MAX_ALTERNATIVES = 100  # values the API accepts between "|" in one filter

FOREIGN = {"works": "doi", "authors": "orcid", "institutions": "ror"}


@dataclass(frozen=True, slots=True)
class FetchQuery:
    """One of: author ids, institution ids, work ids, a filter expression. Raises UsageError.

    Ids are OpenAlex ids, ORCIDs, RORs or DOIs, as URL or short; they are kept short, sorted and without repetition.
    Authors bring their records and works; institutions their record, their works and, with `institution_authors`,
    the records of everybody ever affiliated; works only themselves; a filter the `entity` it lists.
    `since` keeps, of the lists, only what OpenAlex updated on or after that day.
    """

    authors: Sequence[str] = ()
    institutions: Sequence[str] = ()
    works: Sequence[str] = ()
    filter: str | None = None
    entity: str = "works"
    institution_authors: bool = False
    since: date | None = None

    def __post_init__(self) -> None:
        for entity in LETTERS:
            short = sorted({_short(entity, text) for text in getattr(self, entity)})
            object.__setattr__(self, entity, tuple(short))
        if sum(map(bool, (self.authors, self.institutions, self.works, self.filter is not None))) != 1:
            raise UsageError(
                "a fetch asks for author ids, institution ids, work ids or a filter: exactly one of them",
                hint="fetch each into its own directory and load them one after the other",
            )
        self._check_options()

    def _check_options(self) -> None:
        if self.entity not in LISTED:
            raise UsageError(f"OpenAlex lists no {self.entity!r}", hint=f"choose one of {', '.join(LISTED)}")
        if self.entity != "works" and self.filter is None:
            raise UsageError(f"{self.entity} can be listed with a filter only", hint="give a filter expression")
        if self.institution_authors and not self.institutions:
            raise UsageError("institution_authors needs institution ids", hint="give at least one institution")
        if self.since and self.works:
            raise UsageError("since does not apply to works asked for by id", hint="leave one of the two out")
        if self.filter is not None:
            _check_filter(self.filter)

    @property
    def lookups(self) -> tuple[str, tuple[str, ...]]:
        """(entity, short ids) of the records to look up one by one; no ids for a filter."""
        for entity in LETTERS:
            if ids := tuple(getattr(self, entity)):
                return entity, ids
        return self.entity, ()

    def lists(self, found: Iterable[str]) -> list[tuple[str, str]]:
        """(entity, filter expression) of each list, given the OpenAlex ids that the lookups found."""
        found = sorted(set(found))
        plan: list[tuple[str, str]] = []
        if self.filter is not None:
            plan = [(self.entity, self.filter)]
        elif self.authors:
            plan = _any_of("works", "authorships.author.id", found)
        elif self.institutions:
            plan = _any_of("works", "authorships.institutions.id", found)
            if self.institution_authors:
                plan += _any_of("authors", "affiliations.institution.id", found)
        if self.since:
            plan = [(entity, f"{terms},from_updated_date:{self.since.isoformat()}") for entity, terms in plan]
        return plan

    def described(self) -> dict[str, Any]:
        """The query as plain JSON values, equal for equal queries."""
        return {
            "authors": list(self.authors),
            "institutions": list(self.institutions),
            "works": list(self.works),
            "filter": self.filter,
            "entity": self.entity,
            "institution_authors": self.institution_authors,
            "since": self.since.isoformat() if self.since else None,
        }


def openalex_id(text: object, entity: str) -> str | None:
    """The short OpenAlex id ("A5023888391") in a URL or short form, None where it is none of this entity."""
    known = external_id("openalex", text.strip().removeprefix("openalex:")) if isinstance(text, str) else None
    short = known.removeprefix("openalex:") if known else ""
    return short if short.startswith(LETTERS[entity]) else None


def _short(entity: str, text: str) -> str:
    scheme = FOREIGN[entity]
    if short := openalex_id(text, entity) or external_id(scheme, text):
        return short
    raise UsageError(
        f"{text!r} is no id of {entity}",
        hint=f"use an OpenAlex id ({LETTERS[entity]} and digits) or a {scheme.upper()}, as URL or short",
    )


def _check_filter(text: str) -> None:
    if "api_key" in text or "api-key" in text:
        raise UsageError("the filter holds an api_key", hint="give the key as a setting; a filter is kept on disk")
    if not text or not text.isprintable() or text != text.strip() or "&" in text or "?" in text or ":" not in text:
        raise UsageError(
            f"{text!r} is no filter expression",
            hint="write attribute:value,attribute:value as after filter= in an OpenAlex URL",
        )


def _any_of(entity: str, attribute: str, ids: Sequence[str]) -> list[tuple[str, str]]:
    starts = range(0, len(ids), MAX_ALTERNATIVES)
    return [(entity, f"{attribute}:{'|'.join(ids[start : start + MAX_ALTERNATIVES])}") for start in starts]
