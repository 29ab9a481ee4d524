"""How a paper is cited elsewhere: BibTeX, the meta tags that Google Scholar reads, what schema.org calls it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .citekey import citation_key

Row = Mapping[str, Any]

_LATEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_UNSAFE = re.compile(r"[ \\{}]|%(?![0-9A-Fa-f]{2})")
_BY_TYPE = {
    "book": "book",
    "chapter": "incollection",
    "dissertation": "phdthesis",
    "preprint": "misc",
    "dataset": "misc",
}
_VENUE_FIELD = {
    "article": "journal",
    "inproceedings": "booktitle",
    "incollection": "booktitle",
    "book": "series",
    "misc": "howpublished",
    "phdthesis": "note",
}
_CITED_AS = {type_: place for place, type_ in enumerate(("journal", "conference", "workshop", "book_series"))}
_WORK = {"book": "Book", "chapter": "Chapter", "dataset": "Dataset", "dissertation": "Thesis"}


def bibtex(paper: Row) -> str:
    """One entry by citation_key, the paper's id in the field `researchgraph`.

    What LaTeX would run is shown instead; authors not named here are `others`.
    """
    venue = cited_venue(paper)
    entry = _entry(paper["type"], venue)
    names = [_bibtex_name(one) for one in paper["authors"]["edges"]]
    if names and (len(names) < paper["authorCount"] or not paper["isAuthorListComplete"]):
        names.append("others")
    fields = (
        ("title", f"{{{_latex(paper['title'])}}}"),
        ("author", " and ".join(names)),
        ("year", paper["year"] and str(paper["year"])),
        (_VENUE_FIELD[entry], venue and _latex(venue["name"])),
        ("eprint", _latex(_id_of(paper, "arxiv") or "")),
        ("archiveprefix", _id_of(paper, "arxiv") and "arXiv"),
        ("doi", paper["doi"] and _address(paper["doi"])),
        ("url", paper["url"] and _address(paper["url"])),
        ("researchgraph", paper["id"]),
    )
    lines = [f"  {name} = {{{value}}}," for name, value in fields if value]
    return "\n".join((f"@{entry}{{{citation_key(paper)},", *lines, "}", ""))


def citation_tags(paper: Row, url: str) -> list[tuple[str, str]]:
    """Names and contents of the `citation_…` meta tags, authors in their order, each followed by their institutions."""
    venue = cited_venue(paper)
    place = "citation_journal_title" if _is_journal(venue) else "citation_conference_title"
    people: list[tuple[str, str | None]] = []
    for one in paper["authors"]["edges"]:
        people.append(("citation_author", one["name"]))
        people += [("citation_author_institution", where["name"]) for where in one["institutions"]]
        people.append(("citation_author_orcid", _orcid(one)))
    tags: list[tuple[str, str | None]] = [
        ("citation_title", paper["title"]),
        *people,
        ("citation_publication_date", (paper["date"] or str(paper["year"] or "")).replace("-", "/")),
        (place, venue["name"] if venue else None),
        ("citation_doi", paper["doi"]),
        ("citation_arxiv_id", _id_of(paper, "arxiv")),
        ("citation_language", paper["language"]),
        ("citation_pdf_url", paper["pdfUrl"]),
        ("citation_abstract_html_url", url),
    ]
    return [(name, content) for name, content in tags if content]


def described_paper(paper: Row, url: str, people: Mapping[str, str]) -> dict[str, Any]:
    """schema.org's ScholarlyArticle, Book, …; `people` are the addresses of the authors' pages by id."""
    venue = cited_venue(paper)
    return {
        "@type": _WORK.get(paper["type"], "ScholarlyArticle"),
        "@id": url,
        "url": url,
        "name": paper["title"],
        "headline": paper["title"][:110],
        "abstract": paper["abstract"],
        "datePublished": paper["date"] or (str(paper["year"]) if paper["year"] else None),
        "inLanguage": paper["language"],
        "author": [_described_author(one, people[one["node"]["id"]]) for one in paper["authors"]["edges"]],
        "isPartOf": venue and {"@type": "Periodical" if _is_journal(venue) else "CreativeWork", "name": venue["name"]},
        "identifier": [f"{one['scheme']}:{one['value']}" for one in paper["externalIds"]],
        "sameAs": [one["url"] for one in paper["externalIds"] if one["url"]],
        "about": [one["topic"]["name"] for one in paper["topics"]],
        "creativeWorkStatus": "Retracted" if paper["isRetracted"] else None,
    }


def _described_author(one: Row, url: str) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "Person", "name": one["name"], "url": url}
    if orcid := _orcid(one):
        found["sameAs"] = orcid
    if one["institutions"]:
        found["affiliation"] = [{"@type": "Organization", "name": where["name"]} for where in one["institutions"]]
    return found


def _orcid(one: Row) -> str | None:
    """The ORCID's address where somebody who knows said whose name this is; a guess is not passed on as one."""
    orcid = one["node"]["orcid"]
    return f"https://orcid.org/{orcid}" if orcid and one["evidence"] == "ASSERTED" else None


def _entry(type_: str | None, venue: Row | None) -> str:
    if type_ in _BY_TYPE:
        return _BY_TYPE[type_]
    if venue is None:
        return "misc"
    return "article" if _is_journal(venue) else "inproceedings"


def cited_venue(paper: Row) -> Row | None:
    """The venue to cite: a journal or conference rather than the interest group behind it, the largest of several."""
    return min(paper["venues"], key=lambda venue: _CITED_AS.get(venue["type"], len(_CITED_AS)), default=None)


def _is_journal(venue: Row | None) -> bool:
    return venue is not None and venue["type"] == "journal"


def _id_of(paper: Row, scheme: str) -> str | None:
    return next((one["value"] for one in paper["externalIds"] if one["scheme"] == scheme), None)


def _bibtex_name(one: Row) -> str:
    """`Family, Given` where the printed name ends with the family name; whole where it would be read as two people."""
    name, family = _latex(one["name"]), _latex(one["node"]["family"] or "")
    if re.search(r"(^|\s)and(\s|$)|,", name, re.IGNORECASE):
        return f"{{{name}}}"
    given = name[: -len(family)].rstrip() if family and name.endswith(f" {family}") else ""
    return f"{family}, {given}" if given else name


def _latex(text: str) -> str:
    """Text for between braces, on one line."""
    plain = " ".join(_CONTROL.sub(" ", text).split())
    shown = re.sub(r"[\\{}~^]", lambda found: _LATEX[found[0]], plain)
    return re.sub(r"[$&%#_]", r"\\\g<0>", shown)


def _address(text: str) -> str:
    """An address for between braces: what would end, unbalance or comment them out is escaped."""
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", _CONTROL.sub("", text))
