"""Which of a person's printed names is the one to show, and how a name falls into family and given names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

USUAL_SHARE = 10
"""A printed form is usual if at least one in so many of the person's printed names has it."""

_PARTICLES = frozenset(
    {"af", "al", "av", "ben", "bin", "da", "dal", "dalla", "das", "de", "degli", "dei", "del", "dela", "della", "den"}
    | {"der", "des", "di", "do", "dos", "du", "e", "el", "ibn", "la", "le", "los", "'t", "te", "ten", "ter", "van"}
    | {"vande", "vanden", "vander", "vom", "von", "y", "zu", "zum", "zur"}
)
_SUFFIX = re.compile(r"(jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]{2,4}")
_HANGUL = re.compile("[\uac00-\ud7af]{2,4}")
_DOUBLE_FAMILY_NAMES = frozenset(
    {"欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "司徒", "东方", "東方", "夏侯", "皇甫", "令狐", "慕容"}
    | {"남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방"}
)
_WORD = re.compile(r"[^\s.\-‐–]+")


@dataclass(frozen=True, slots=True)
class Form:
    """A printed form of a person's name: how often, by the source heard first (`place`), and its parts if split."""

    name: str
    given: str | None
    family: str | None
    count: int
    place: int


@dataclass(frozen=True, slots=True)
class ChosenName:
    """The name shown, its parts and its inverted form `Family, Given`."""

    name: str
    given: str | None
    family: str | None
    sort_name: str


def choose_name(forms: Sequence[Form]) -> ChosenName:
    """The fullest usual form.

    A form with a full given name goes before one with initials only, and that before one without; capitals and small
    letters before capitals alone. Among those, of the usual ones, the one with most given names (initials count), then
    the most frequent, then the one of the source heard first, then the alphabetically first. Its spelling is kept.
    """
    if len(forms) == 1:
        chosen = forms[0]
    else:
        counts: dict[str, int] = {}
        for form in forms:
            counts[form.name] = counts.get(form.name, 0) + form.count
        usual = sum(counts.values())
        chosen = min(
            forms,
            key=lambda form: (
                *_fullness(form, is_usual=counts[form.name] * USUAL_SHARE >= usual),
                -counts[form.name],
                form.family is None,
                form.place,
                form.name,
                -form.count,
                form.family or "",
                form.given or "",
            ),
        )
    given, family = (chosen.given, chosen.family) if chosen.family else split_name(chosen.name)
    return ChosenName(chosen.name, given, family, f"{family}, {given}" if given and family else family or chosen.name)


def split_name(name: str) -> tuple[str | None, str | None]:
    """Given and family name of a printed form that no source splits.

    A comma splits `Family, Given`. Two to four Chinese or Korean characters without a space are the family name (one
    character, or a known double one) and the given name. Otherwise the last word is the family name, with the particles
    before it (`van der Berg`) and a suffix after it (`Smith Jr.`). One word alone is a family name.
    """
    before, comma, after = (part.strip() for part in name.partition(","))
    if comma and before and after and not _SUFFIX.fullmatch(after):
        return after, before
    if _HAN.fullmatch(name) or _HANGUL.fullmatch(name):
        length = 2 if name[:2] in _DOUBLE_FAMILY_NAMES and len(name) > 2 else 1
        return name[length:], name[:length]
    words = name.split()
    start = len(words) - 1
    if start > 1 and _SUFFIX.fullmatch(words[start]):
        start -= 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    given, family = " ".join(words[:start]), " ".join(words[start:])
    return given or None, family or None


def _fullness(form: Form, *, is_usual: bool) -> tuple[int, bool, bool, int]:
    """Smaller is better: class of the given name, shouting, unusual, number of given names (negative)."""
    given = form.given if form.family else split_name(form.name)[0]
    words = _WORD.findall(given or "")
    full = sum(not _is_initial(word) for word in words)
    grade = 0 if full else 1 if words else 2
    return grade, form.name.isupper(), not is_usual, -len(words)


def _is_initial(word: str) -> bool:
    """One letter of a script with capitals; a Chinese character is a whole name."""
    return len(word) == 1 and word.lower() != word.upper()
