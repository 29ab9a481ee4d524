"""Which of a person's printed names is the one to show, and how a name falls into family and given names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

USUAL_SHARE = 10
"""A printed form is usual if at least one in so many of the person's printed names has it."""

_PARTICLES = frozenset(
    {"af", "al", "av", "ben", "bin", "da", "dal", "dalla", "das", "de", "degli", "dei", "del", "dela", "della", "den"}
    | {"der", "des", "di", "do", "dos", "du", "el", "ibn", "la", "le", "los", "'t", "te", "ten", "ter", "van"}
    | {"vande", "vanden", "vander", "vom", "von", "zu", "zum", "zur"}
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

    A form with a full given name goes before one with initials only, and that before one without; capitals alone and
    inverted forms (`Zhou, Yao`) go last. Among those, of the usual ones, the one with most given names (initials
    count), then the most frequent, then the one of the source heard first, then the alphabetically first. Its spelling
    is kept.
    """
    name, own = _fullest(forms) if len(forms) > 1 else (forms[0].name, forms)
    given, family = _parts(name, own)
    return ChosenName(name, given, family, f"{family}, {given}" if given and family else family or name)


def _fullest(forms: Sequence[Form]) -> tuple[str, Sequence[Form]]:
    """The name to show and the forms that have it."""
    by_name: dict[str, list[Form]] = {}
    for form in forms:
        by_name.setdefault(form.name, []).append(form)
    total = sum(form.count for form in forms)
    name = min(by_name, key=lambda name: _rank(name, by_name[name], total))
    return name, by_name[name]


def _rank(name: str, forms: Sequence[Form], total: int) -> tuple[int, bool, bool, int, int, int, str]:
    """Smaller is better: class of the given name, capitals or inverted, unusual, given names, count, place, name."""
    words = _WORD.findall(_parts(name, forms)[0] or "")
    grade = 0 if not all(map(_is_initial, words)) else 1 if words else 2
    count = sum(form.count for form in forms)
    place = min(form.place for form in forms)
    return grade, name.isupper() or "," in name, count * USUAL_SHARE < total, -len(words), -count, place, name


def _parts(name: str, forms: Sequence[Form]) -> tuple[str | None, str | None]:
    """Given and family name of a printed form: as sources split it, most often first, else by split_name."""
    split = [form for form in forms if form.family]
    if not split:
        return split_name(name)
    best = (
        split[0]
        if len(split) == 1
        else min(split, key=lambda form: (-form.count, form.place, form.family or "", form.given or ""))
    )
    return best.given, best.family


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


def _is_initial(word: str) -> bool:
    """One letter of a script with capitals; a Chinese character is a whole name."""
    return len(word) == 1 and word.lower() != word.upper()
