"""Aligns the author lists that several records give for one paper: each place that is one person is one slot.

Lists differ in order, in spelling, are cut at 100 or have holes. One list, the base, gives the slots; every other list
is aligned with it by itself, so the outcome does not depend on the order of the records. Only a base that is not
complete lets mentions beyond it open further slots; what fits nowhere gets no slot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..schema.tokens import search_name

SURE, LIKELY, WEAK = 1.0, 0.8, 0.3


@dataclass(frozen=True, slots=True)
class ListedName:
    """A mention as alignment sees it: position in its list, printed name, family name where given apart, its ids."""

    position: int
    name: str
    family: str | None = None
    ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AuthorList:
    """One record's author list, in order of position. `record` orders lists that are otherwise equally good."""

    record: tuple[str, str]
    names: tuple[ListedName, ...]
    is_complete: bool = True


def align(lists: Sequence[AuthorList]) -> list[list[int | None]]:
    """The slot of every name of every list, None where it has none; in the order given.

    A slot occurs at most once a list. Slots of the base are its own positions.
    """
    order = sorted(range(len(lists)), key=lambda i: _rank(lists[i]))
    slots: list[list[int | None]] = [[] for _ in lists]
    if not order:
        return slots
    base = lists[order[0]]
    slots[order[0]] = [name.position for name in base.names]
    known = list(base.names)
    positions = [name.position for name in base.names]
    for index in order[1:]:
        pairs = _pairs(base.names, lists[index].names)
        slots[index] = [positions[pairs[j]] if j in pairs else None for j in range(len(lists[index].names))]
    if not base.is_complete:
        _extend(known, positions, lists, order[1:], slots)
    return slots


def _rank(each: AuthorList) -> tuple[bool, int, int, tuple[str, str]]:
    split = sum(name.family is not None for name in each.names)
    return (not each.is_complete, -len(each.names), -split, each.record)


def _extend(
    known: list[ListedName],
    positions: list[int],
    lists: Sequence[AuthorList],
    order: Iterable[int],
    slots: list[list[int | None]],
) -> None:
    """Opens slots behind an incomplete base for names that no slot has, list by list in their rank."""
    first_open = len(known)
    for index in order:
        names = lists[index].names
        free = [j for j, slot in enumerate(slots[index]) if slot is None]
        pairs = _pairs(known[first_open:], [names[j] for j in free])
        for place, j in enumerate(free):
            if place in pairs:
                slots[index][j] = positions[first_open + pairs[place]]
            else:
                positions.append(max(positions, default=-1) + 1)
                known.append(names[j])
                slots[index][j] = positions[-1]


def _pairs(left: Sequence[ListedName], right: Sequence[ListedName]) -> dict[int, int]:
    """Index in `right` → index in `left`, one to one: monotone first, then swapped, then by the gap they share."""
    if len(left) == len(right) and all(_likeness(a, b) >= LIKELY for a, b in zip(left, right, strict=True)):
        return {j: j for j in range(len(right))}
    alike = _alike(left, right)
    found = _monotone(alike, len(right))
    taken = set(found.values())
    swapped = sorted(
        (-score, i, j)
        for i, scores in enumerate(alike)
        if i not in taken
        for j, score in scores.items()
        if j not in found
    )
    for _, i, j in swapped:
        if j not in found and i not in taken:
            found[j] = i
            taken.add(i)
    return found | _gaps(left, right, found)


def _alike(left: Sequence[ListedName], right: Sequence[ListedName]) -> list[dict[int, float]]:
    """For each name of `left` those of `right` that are at least LIKELY the same, by index, with their likeness.

    Only names with a mark in common are compared: lists of experiments have thousands of names.
    """
    marked: defaultdict[str, list[int]] = defaultdict(list)
    for j, name in enumerate(right):
        for mark in _marks(name):
            marked[mark].append(j)
    found = []
    for name in left:
        near = sorted({j for mark in _marks(name) for j in marked.get(mark, ())})
        found.append({j: score for j in near if (score := _likeness(name, right[j])) >= LIKELY})
    return found


def _marks(name: ListedName) -> set[str]:
    """Of two names that are LIKELY one person's at least one is in common: an id, the words, the family name."""
    words = search_name(name.name).split()
    family = " ".join(_split(words, name.family)[1])
    return {*name.ids, f"sorted {' '.join(sorted(words))}", f"joined {''.join(words)}", f"family {family}"}


def _monotone(alike: Sequence[dict[int, float]], size: int) -> dict[int, int]:
    """The alignment without crossings with the greatest sum of likeness; of equal ones the leftmost.

    `alike` as `_alike` gives it, `size` the number of names on the right.
    """
    best = [[0.0] * (size + 1)]
    for scores in reversed(alike):
        below = best[-1]
        row = below[:]
        for j, score in reversed(scores.items()):
            together = below[j + 1] + score
            while j >= 0 and row[j] < together:
                row[j] = together
                j -= 1
        best.append(row)
    best.reverse()
    found: dict[int, int] = {}
    i = j = 0
    while i < len(alike) and j < size:
        likeness = alike[i].get(j)
        if likeness is not None and best[i][j] == best[i + 1][j + 1] + likeness:
            found[j] = i
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _gaps(left: Sequence[ListedName], right: Sequence[ListedName], found: dict[int, int]) -> dict[int, int]:
    """Names left over between the same aligned neighbors, as many on both sides and alike at least a little."""
    taken = set(found.values())
    more: dict[int, int] = {}
    for run in _runs([j for j in range(len(right)) if j not in found]):
        before = found.get(run[0] - 1, -1) if run[0] else -1
        after = found.get(run[-1] + 1, len(left)) if run[-1] + 1 < len(right) else len(left)
        room = [i for i in range(before + 1, after) if i not in taken]
        if len(room) == len(run):
            more.update({j: i for i, j in zip(room, run, strict=True) if _likeness(left[i], right[j]) >= WEAK})
    return more


def _runs(indexes: Iterable[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for index in indexes:
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _likeness(a: ListedName, b: ListedName) -> float:
    """How likely two names of one paper's lists are one person's: 0, WEAK, LIKELY or more."""
    if a.ids & b.ids:
        return SURE + 0.5
    return _name_likeness(a.name, a.family, b.name, b.family)


@lru_cache(maxsize=65536)
def _name_likeness(a: str, a_family: str | None, b: str, b_family: str | None) -> float:
    first, second = search_name(a).split(), search_name(b).split()
    if not first or not second:
        return WEAK if a.strip() and b.strip() else 0.0
    if sorted(first) == sorted(second) or "".join(first) == "".join(second):
        return SURE
    if _initials_fit(_split(first, a_family), _split(second, b_family)):
        return LIKELY
    return WEAK if _is_weakly_alike(first, second) else 0.0


def _split(words: list[str], family: str | None) -> tuple[list[str], list[str]]:
    """Given and family words; without a given split the last word is the family name."""
    last = search_name(family).split() if family else words[-1:]
    given = list(words)
    for word in last:
        if word in given:
            given.remove(word)
    return given, last


def _initials_fit(a: tuple[list[str], list[str]], b: tuple[list[str], list[str]]) -> bool:
    """Same family name, and the given names go together where both have them: `j r` fits `john robert`."""
    (a_given, a_family), (b_given, b_family) = a, b
    if a_family != b_family or not a_given or not b_given:
        return False
    pairs = zip(a_given, b_given, strict=False)
    return all(x == y or (min(len(x), len(y)) == 1 and x[0] == y[0]) for x, y in pairs)


def _is_weakly_alike(first: list[str], second: list[str]) -> bool:
    """A common word of two letters or more, the same initials, or names in scripts that cannot be compared."""
    if {word for word in first if len(word) > 1} & set(second):
        return True
    if sorted(word[0] for word in first) == sorted(word[0] for word in second):
        return True
    return all(word.isascii() for word in first) != all(word.isascii() for word in second)
