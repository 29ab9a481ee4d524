"""When a volume appeared: months are free text in some 190 forms ("June-July", "29 October--3 November")."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
YEARS = range(1900, 2101)

_WORDS = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\w])|(?P<word>[^\W\d_]+)\.?|(?P<gap>[\s,/–—-]+)|(?P<other>.)")


def first_day(year: int, month: str | None) -> str:
    """YYYY-MM-DD of the first day that the text names, YYYY-MM where it names only months, YYYY where it is unclear."""
    numbers: list[tuple[str, int]] = []
    for found in _WORDS.finditer((month or "").strip()):
        if found["day"]:
            numbers.append(("day", int(found["day"])))
        elif found["word"] and found["word"].lower() != "and":
            numbers.append(("month", _month_number(found["word"].lower())))
        elif found["other"]:
            return f"{year}"
    return _written(year, numbers)


def _written(year: int, parts: list[tuple[str, int]]) -> str:
    kinds = [kind for kind, _ in parts]
    if ("month", 0) in parts or not parts:
        return f"{year}"
    if kinds == ["day"]:
        return f"{year}-{parts[0][1]:02d}" if 1 <= parts[0][1] <= 12 else f"{year}"
    if "month" not in kinds:
        return f"{year}"
    number = parts[kinds.index("month")][1]
    day = parts[0][1] if kinds[0] == "day" else parts[1][1] if kinds[1:2] == ["day"] else None
    try:
        return f"{year}-{number:02d}" if day is None else date(year, number, day).isoformat()
    except ValueError:
        return f"{year}-{number:02d}"


def _month_number(word: str) -> int:
    """1 to 12; abbreviations and slips ("Sept", "Septempber") count; 0 for another word."""
    if len(word) >= 3:
        for number, name in enumerate(MONTHS, start=1):
            if name.startswith(word):
                return number
    close = get_close_matches(word, MONTHS, n=1, cutoff=0.8) if len(word) >= 5 else []
    return MONTHS.index(close[0]) + 1 if close else 0
