"""Parts of the report about single clusters: the largest groups, and what became of those of the run before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ..schema.run_tables import LEVELS
from .lineage import Event
from .report_html import Safe, element, join, table
from .report_page import paragraph, section

Row = Mapping[str, Any]

LARGEST = 20
"""Groups that are shown one by one."""
FIELDS = 12
"""Fields that are shown."""
LEADING = 5
"""People named of each."""
TOLD = 4
"""Events of each kind that are told one by one."""
STABLE = 0.5
"""Seed agreement from which a group is shown without a warning."""
FEW_PAPERS = 3
"""A group of no more papers than that is one long author list rather than a habit of working together."""


def largest(clusters: Sequence[Row], names: Mapping[str, str]) -> Safe | None:
    """The largest groups with what is typical of them and how far they hold."""
    groups = [row for row in clusters if row["level"] == "group"]
    if not groups:
        return None
    chosen = sorted(groups, key=lambda row: (-row["size"], row["key"]))[:LARGEST]
    intro = paragraph(
        f"The {len(chosen)} with most members of {len(groups):,}. Named by the topics and words of titles that are "
        "typical of their papers; people are those with the strongest ties to the others, not the most important ones. "
        "Badly connected: cutting a few ties would take the group apart, as is usual of large ones."
    )
    cards = (_card(row, names) for row in chosen)
    return section("The largest groups", intro, element("div", *cards, class_="clusters"))


def fields(clusters: Sequence[Row]) -> Safe | None:
    """The largest fields, by what is typical of them."""
    found = [row for row in clusters if row["level"] == "field"]
    if not found:
        return None
    chosen = sorted(found, key=lambda row: (-row["size"], row["key"]))[:FIELDS]
    rows = [
        (
            join(row["label"], " ", element("code", row["key"], class_="soft")),
            f"{row['size']:,}",
            f"{row['paper_count']:,}",
            _years(row),
            f"{row['internal_share']:.0%}" if row["internal_share"] is not None else "–",
        )
        for row in chosen
    ]
    heads = ("what is typical", "people", "papers", "years", "ties inside")
    intro = paragraph(f"The {len(chosen)} with most people of {len(found):,}.")
    return section("The largest fields", intro, table(heads, rows, numbers=(1, 2, 3, 4)))


def lineage(events: Sequence[Row], clusters: Sequence[Row], previous: str | None) -> Safe:
    """What became of the clusters of the run before; `clusters`: ended ones too."""
    heading = "Since the last run"
    if previous is None:
        return section(heading, paragraph("This is the first run: there is nothing to compare it with."))
    kinds = [event.value for event in Event]
    counts = Counter((row["level"], row["event"]) for row in events)
    rows = [(level, *(f"{counts[level, kind]:,}" for kind in kinds)) for level in LEVELS]
    of = {row["key"]: row for row in clusters}
    told = [row for row in events if row["level"] == "group"]
    told.sort(key=lambda row: (-_weight(row, of), row["cluster"] or "", row["earlier"] or ""))
    heads = ("what happened", "cluster", "people", "in words")
    shown = [_event(row, of) for kind in kinds for row in [row for row in told if row["event"] == kind][:TOLD]]
    rest = f"Groups: the {TOLD} largest of each kind."
    return section(
        heading,
        paragraph(
            "Compared with run ", element("code", previous), ". Clusters that are still themselves keep their ids."
        ),
        table(("level", *kinds), rows, numbers=range(1, len(kinds) + 1)),
        join(paragraph(rest), table(heads, shown, numbers=(2,))) if shown else None,
    )


def _card(row: Row, names: Mapping[str, str]) -> Safe:
    people = ", ".join(names.get(key, key) for key in row["people"][:LEADING])
    named = row["label"].lower().split(", ")
    about = [each for each in (*row["topics"], *row["terms"]) if each.lower() not in named][:6]
    return element(
        "article",
        element("h3", row["label"]),
        paragraph(element("code", row["key"]), f" · {_counted(row)}", kind="soft"),
        join(*_tags(row)),
        paragraph(element("b", "People: "), people),
        paragraph(element("b", "Also about: "), ", ".join(about)) if about else None,
        paragraph(element("b", "Venues: "), ", ".join(row["venues"])) if row["venues"] else None,
        class_="cluster",
    )


def _counted(row: Row) -> str:
    papers = f"{row['paper_count']:,} {'paper' if row['paper_count'] == 1 else 'papers'}"
    return " · ".join(each for each in (f"{row['size']:,} people", papers, _years(row)) if each)


def _years(row: Row) -> str:
    first, last = row["first_year"], row["last_year"]
    return "" if first is None else f"{first}" if first == last else f"{first}–{last}"


def _tags(row: Row) -> list[Safe]:
    is_well = row["is_well_connected"]
    tags = [_tag("well connected" if is_well else "badly connected", is_good=is_well)]
    if row["internal_share"] is not None:
        tags.append(_tag(f"{row['internal_share']:.0%} of ties inside"))
    if row["seed_agreement"] is not None:
        is_stable = row["seed_agreement"] >= STABLE
        tags.append(_tag(f"seeds agree to {row['seed_agreement']:.0%}", is_good=None if is_stable else False))
    if (row["paper_count"] or 0) <= FEW_PAPERS:
        tags.append(_tag("rests on few papers", is_good=False))
    return tags


def _tag(text: str, *, is_good: bool | None = None) -> Safe:
    kind = "" if is_good is None else " good" if is_good else " bad"
    return element("span", text, class_=f"tag{kind}")


def _weight(row: Row, of: Mapping[str, Row]) -> int:
    """People an event is about."""
    key = row["cluster"] or row["earlier"]
    return int(row["shared"] or (of[key]["size"] if key in of else 0))


def _event(row: Row, of: Mapping[str, Row]) -> tuple[object, ...]:
    key = row["cluster"] or row["earlier"]
    said = of.get(key)
    label: list[object] = [said["label"] if said else key, " ", element("code", key, class_="soft")]
    if row["cluster"] and row["earlier"] and row["cluster"] != row["earlier"]:
        earlier = of.get(row["earlier"])
        label += [element("br"), "from ", earlier["label"] if earlier else row["earlier"]]
    return row["event"], join(*label), f"{said['size']:,}" if said else "–", row["reason"]
