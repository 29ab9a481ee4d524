"""Ids of other systems: one normalizer a scheme, and how far a scheme's id of a person may be trusted.

An external id is written `scheme:value`. Every normalizer takes what people really write (URLs, prefixes, other case,
trailing junk) and gives the one value that stands for it, or None where the text is no id of the scheme.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import unquote

from .checksums import orcid_is_valid, ror_is_valid


class Authority(StrEnum):
    """How an id of a person came about (docs/adr/0003)."""

    CLAIMED = "claimed"
    CURATED = "curated"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme: its normalizer, the address of an id (`{}` is the value), and its authority over people, if any."""

    name: str
    normalize: Callable[[str], str | None]
    url: str
    authority: Authority | None = None


_URL = r"(?:https?://)?(?:www\.)?"
LONGEST = 1_000
"""Characters of a text that can be an id."""
_REST = r"(?:[?#]\S*)?"
"""What an address may have after the id: a query, a place in the page."""
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def _matcher(pattern: str, shape: Callable[[str], str] = str) -> Callable[[str], str | None]:
    compiled = re.compile(pattern, re.IGNORECASE | re.ASCII)  # digits and letters of other scripts make other ids

    def normalize(text: str) -> str | None:
        found = compiled.fullmatch(text.strip())
        return shape(found.group(1)) if found else None

    return normalize


_DOI = re.compile(r"(10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+)")
_CLOSING = {")": "(", "]": "[", ">": "<", "}": "{"}


def _doi(text: str) -> str | None:
    text = text.strip()
    found = _DOI.search(unquote(unquote(text)).translate(_INVISIBLE))  # some are escaped twice
    if not found:
        return None
    value = found.group(1).lower()
    while value[-1] in ".,;:'\"’”" or (
        value[-1] in _CLOSING and value.count(value[-1]) > value.count(_CLOSING[value[-1]])
    ):
        value = value[:-1]
    return value if not value.endswith("/") else None


_ARXIV = re.compile(
    r"(?:v?arxiv[.:]\s*|.*/(?:abs|pdf|html|format)/)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?/?"
    rf"{_REST}",
    re.IGNORECASE | re.ASCII,
)


def _arxiv(text: str) -> str | None:
    found = _ARXIV.fullmatch(text.strip())
    if not found:
        return None
    value = found.group(1).lower()
    if "/" in value:
        archive, number = value.split("/")
        return f"{archive.split('.')[0]}/{number}"
    return value


_ACL = re.compile(
    rf"(?:{_URL}(?:aclanthology\.org|aclweb\.org/anthology(?:-new)?|aclanthology\.info)/(?:papers/|[a-z]/[a-z]\d\d/)?)?"
    r"([a-z]\d\d-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.[a-z0-9_]+)(?:v\d+)?(?:\.pdf|\.bib)?/?"
    rf"{_REST}",
    re.IGNORECASE | re.ASCII,
)


def _acl(text: str) -> str | None:
    found = _ACL.fullmatch(text.strip())
    if not found:
        return None
    value = found.group(1)
    return value.upper() if value[0].isalpha() else value.lower()


_ORCID = re.compile(
    rf"(?:{_URL}orcid\.org/|orcid:\s*)?(\d{{4}})[-‐–]?(\d{{4}})[-‐–]?(\d{{4}})[-‐–]?(\d{{3}}[\dXx])/?{_REST}",
    re.IGNORECASE | re.ASCII,
)


def _orcid(text: str) -> str | None:
    found = _ORCID.fullmatch(text.strip())
    value = "-".join(found.groups()).upper() if found else None
    return value if value and orcid_is_valid(value) else None


def _ror(text: str) -> str | None:
    value = _ror_form(text)
    return value if value and ror_is_valid(value) else None


def _openalex(text: str) -> str | None:
    value = _openalex_form(text)
    if value is None:
        return None
    return value.lower() if "/" in value else value.upper()


_ror_form = _matcher(rf"(?:{_URL}ror\.org/|ror:)?(0[a-hj-km-np-tv-z0-9]{{6}}\d\d)/?{_REST}", str.lower)
_issn = _matcher(
    rf"(?:{_URL}(?:portal\.issn\.org/resource/issn/)|issn:?\s*)?(\d{{4}}-?\d{{3}}[\dx])",
    lambda value: f"{value[:4]}-{value[-4:]}".upper(),
)
_openalex_form = _matcher(
    rf"(?:{_URL}(?:api\.)?openalex\.org/(?:[a-z]+/(?=[a-z]\d))?|openalex:)?"
    rf"([wastifpc]\d+|(?:domains|fields|subfields|concepts)/\d+)/?{_REST}"
)
_grid = _matcher(rf"(?:{_URL}grid\.ac/institutes/)?(grid\.\d+\.[0-9a-f]+)/?", str.lower)
_dblp = _matcher(
    rf"(?:{_URL}dblp\.(?:uni-trier\.de|org|dagstuhl\.de)/rec/(?:html/|bibtex/)?|dblp:)?((?:[a-z]+/)[^\s/]+/[^\s]+?)(?:\.html|\.bib|\.xml)?"
)
_mag = _matcher(r"(?:mag:)?0*([1-9]\d*)")
_pmid = _matcher(
    rf"(?:{_URL}(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/|pmid:?\s*)?0*([1-9]\d{{0,8}})/?"
)
_acl_person = _matcher(
    rf"(?:{_URL}aclanthology\.org/people/(?:[^/]/)?)?([a-z0-9]+(?:-+[a-z0-9]+)*(?:/unverified)?)/?", str.lower
)

SCHEMES: MappingProxyType[str, Scheme] = MappingProxyType(
    {
        scheme.name: scheme
        for scheme in (
            Scheme("doi", _doi, "https://doi.org/{}"),
            Scheme("arxiv", _arxiv, "https://arxiv.org/abs/{}"),
            Scheme("acl", _acl, "https://aclanthology.org/{}/"),
            Scheme("openalex", _openalex, "https://openalex.org/{}", Authority.COMPUTED),
            Scheme("orcid", _orcid, "https://orcid.org/{}", Authority.CLAIMED),
            Scheme("ror", _ror, "https://ror.org/{}"),
            Scheme("grid", _grid, "https://grid.ac/institutes/{}"),
            Scheme("issn", _issn, "https://portal.issn.org/resource/ISSN/{}"),
            Scheme("dblp", _dblp, "https://dblp.org/rec/{}"),
            Scheme("mag", _mag, "https://academic.microsoft.com/paper/{}"),
            Scheme("pmid", _pmid, "https://pubmed.ncbi.nlm.nih.gov/{}/"),
            Scheme("acl_person", _acl_person, "https://aclanthology.org/people/{}/", Authority.CURATED),
        )
    }
)


def external_id(scheme: str, text: str | None) -> str | None:
    """`scheme:value` for a text that is an id of that scheme, else None; KeyError for an unknown scheme.

    No text of more than LONGEST characters is one: the work that a long one takes grows with its square.
    """
    value = SCHEMES[scheme].normalize(text) if text and len(text) <= LONGEST else None
    return f"{scheme}:{value}" if value else None


def parse(text: str) -> str | None:
    """The external id that a person typed: `orcid:0000-…`, `doi:10.…`, or a URL of a known scheme; None for others."""
    scheme, colon, value = text.strip().partition(":")
    if colon and scheme.lower() in SCHEMES:
        return external_id(scheme.lower(), value)
    for name in ("orcid", "ror", "openalex", "acl", "arxiv", "grid", "doi", "pmid", "dblp") if "/" in text else ():
        if (found := external_id(name, text)) is not None:
            return found
    return None


_IMPLYING_DOIS = (
    ("arxiv", re.compile(r"doi:10\.48550/arxiv\.(.+)")),
    ("acl", re.compile(r"doi:10\.(?:18653/v1|3115/v1)/(.+)")),
)


def implied_ids(known: str) -> list[str]:
    """Ids that an external id of a paper implies: arXiv and Anthology DOIs carry the arXiv or Anthology id."""
    found = ((scheme, pattern.fullmatch(known)) for scheme, pattern in _IMPLYING_DOIS)
    ids = (external_id(scheme, match.group(1)) for scheme, match in found if match)
    return [each for each in ids if each]


def authority(known: str) -> Authority:
    """The authority of an external id over people, by its scheme; unknown schemes are computed."""
    scheme = SCHEMES.get(known.partition(":")[0])
    return (scheme and scheme.authority) or Authority.COMPUTED


def web_address(known: str) -> str | None:
    """The public page of an external id; None for an unknown scheme."""
    name, _, value = known.partition(":")
    return SCHEMES[name].url.format(value) if name in SCHEMES else None
