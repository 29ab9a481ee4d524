"""The page about a run, for people who decide something with it: what was found and how far it can be trusted.

One file without scripts that fetches nothing; the same run and build give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..assembly.build import Build
from ..schema.catalog import node_kind
from ..schema.errors import StorageError
from ..schema.run_tables import LIVE
from .report_clusters import LEADING, STABLE, fields, largest, lineage
from .report_figures import levels, quality, scan, sizes
from .report_html import Safe, element, join
from .report_page import facts, figures, page, paragraph, section
from .report_ties import close_ties
from .run import Run

Row = Mapping[str, Any]
TITLE = "Research communities"
LARGE_FIELD = 100
"""People of a field that counts as one: most others are lone teams without a tie to the rest."""
_LARGE_FIELDS = f"fields of {LARGE_FIELD} people or more"


def write_report(run: Run, path: Path, build: Build) -> None:
    """Writes the page of a run to a file; `build` names its people. StorageError where the file cannot be written."""
    content = report(run, build).encode()
    try:
        path.write_bytes(content)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror or error}", hint="name another file") from error


def report(run: Run, build: Build) -> str:
    """The page as HTML."""
    ever = run.table("clusters").to_pylist()
    live = [row for row in ever if row["status"] == LIVE]
    tried = run.table("scan").to_pylist()
    told = run.manifest
    return page(
        TITLE,
        _head(run, build),
        _verdict(told, tried, live),
        _figures(told, live, tried),
        levels(told["levels"]),
        fields(live),
        largest(live, _names(build, live)),
        close_ties(run, build),
        lineage(run.table("events").to_pylist(), ever, told["previous"]),
        _reading(),
        sizes(live),
        quality(live),
        scan(tried),
        _making(run, build),
        element("footer", f"Run {run.id} of build {told['build']}."),
    )


def _head(run: Run, build: Build) -> Safe:
    network = run.manifest["network"]
    sources = ", ".join(
        f"{source.name} {source.release}" if source.release else source.name for source in build.publication().sources
    )
    said = f"{network['nodes']:,} people, {network['edges']:,} ties between those who wrote papers together"
    return element("header", element("h1", TITLE), paragraph(f"{said}. Sources: {sources}.", kind="soft"))


def _verdict(told: Mapping[str, Any], tried: Sequence[Row], live: Sequence[Row]) -> Safe:
    """The verdict for somebody who never heard of a seed, and as the run put it."""
    chosen = next((row for row in tried if row["is_chosen"]), None)
    if not told["is_reliable"]:
        heading = "No reliable structure was found."
        words = "The data does not say clearly who belongs together. Clusters, if any are shown, should not be used."
    elif chosen is None or chosen["seed_ari"] is None:
        heading = "Groups were given from outside."
        words = "How stable they are is not known; how well they hold together is measured below."
    else:
        heading = "The grouping as a whole can be relied on; each group says how far."
        words = (
            f"Computed again from another random start, the grouping comes out much the same: agreement "
            f"{chosen['seed_ari']:.2f}, where 0 is chance and 1 the very same.{_unstable(live)}"
        )
    kind = "verdict" if told["is_reliable"] else "verdict doubtful"
    said = paragraph("The run says: ", told["verdict"], ".", kind="soft")
    return element("div", element("strong", heading), paragraph(words), said, class_=kind)


def _unstable(live: Sequence[Row]) -> str:
    """How many groups another start would show with other people."""
    known = [row for row in live if row["level"] == "group" and row["seed_agreement"] is not None]
    loose = sum(row["seed_agreement"] < STABLE for row in known)
    if not loose:
        return ""
    few = f"{loose:,} of {len(known):,} groups keep less than half of their members together then"
    return f" Yet {few}: do not build on those one by one."


def _figures(told: Mapping[str, Any], live: Sequence[Row], tried: Sequence[Row]) -> Safe:
    groups = [row for row in live if row["level"] == "group"]
    each = [
        (f"{sum(row['level'] == 'field' and row['size'] >= LARGE_FIELD for row in live):,}", _LARGE_FIELDS),
        (f"{told['levels']['group']['clusters']:,}", "groups of three or more people"),
        (f"{told['levels']['group']['coverage_of_linked']:.0%}", "of people with a co-author are in a group"),
    ]
    if groups:
        well = sum(row["is_well_connected"] for row in groups) / len(groups)
        each.append((f"{well:.0%}", "of groups are well connected"))
    each.append((f"{told['levels']['core']['coverage_of_linked']:.0%}", "of people with a co-author are in a core"))
    each += [
        (f"{row['seed_ari']:.2f}", "agreement when computed again, from 0 to 1")
        for row in tried
        if row["is_chosen"] and row["seed_ari"] is not None
    ]
    return figures(each)


def _reading() -> Safe:
    cautions = (
        ("A group is a pattern of writing together, ", "not an institution, a team on paper or a judgment of anybody."),
        (
            "Being in no group says nothing about a person: ",
            "they may write alone, elsewhere, or with ever new people.",
        ),
        (
            "Only papers in this graph count. ",
            "Fields whose papers are missing look small; people whose papers are split between two spellings of "
            "their name look less connected than they are, and namesakes taken for one person join groups.",
        ),
        (
            "One paper with a long author list makes a group. ",
            "It is dense and stable and yet no habit of working together; such groups say “rests on few papers”.",
        ),
        (
            "Seed agreement is about the computation, ",
            "not about truth: it says that another random start gives the same members, not that they are right.",
        ),
        (
            "Look at badly connected clusters with care. ",
            "Most large ones are, whatever finds them: a few ties hold parts of them together. The core level leaves "
            "such parts out.",
        ),
        (
            "Labels are words that are typical, ",
            "found by counting: those that a cluster's titles have oftener than others' and that people keep using. "
            "They hint at a subject and do not define it.",
        ),
        (
            "Do not rank people by this page. ",
            "Sizes and strengths measure how much is written together, nothing else.",
        ),
    )
    return section(
        "How to read this",
        element("ul", *(element("li", element("b", start), rest) for start, rest in cautions)),
    )


def _making(run: Run, build: Build) -> Safe:
    told = run.manifest
    settings, network = told["settings"], told["network"]
    resolution = told["resolution"]
    way = "given" if settings["resolution"] is not None else "chosen by agreement between seeds"
    if told["previous"] and len(run.table("scan")) == 1:
        way = "taken over from the run before" if settings["resolution"] is None else way
    about = ", ".join(f"{name} {value}" for name, value in sorted(network["about"].items()) if value is not None)
    versions = ", ".join(f"{name} {version}" for name, version in sorted(told["versions"].items()))
    each: list[tuple[str, object]] = [
        ("algorithm", settings["algorithm"] if settings["labels"] is None else f"from the file {settings['labels']}"),
        ("resolution", f"{resolution:g}, {way}" if resolution is not None else "none"),
        ("seed", str(settings["seed"])),
        ("weight of a tie", settings["weight"]),
        ("network", join(element("code", network["digest"]), f" ({about})")),
        ("run before", element("code", told["previous"]) if told["previous"] else "none"),
        ("start", "cold: nothing but ids was taken over" if told["is_cold"] else "the groups of the run before"),
        ("run", element("code", run.id)),
        ("made from build", element("code", told["build"])),
        ("sources", "; ".join(_source(each) for each in build.publication().sources)),
        ("libraries", versions),
    ]
    repeat = paragraph("The same build, settings and libraries give the same run, to the last byte.", kind="soft")
    return section("How it was made", facts(each), repeat)


def _source(each: Any) -> str:
    license_ = f", {each.license}" if each.license else ""
    return f"{each.name}{f' {each.release}' if each.release else ''} ({each.records:,} records{license_})"


def _names(build: Build, clusters: Sequence[Row]) -> dict[str, str]:
    """Names of the people who lead groups."""
    wanted = sorted({key for row in clusters if row["level"] == "group" for key in row["people"][:LEADING]})
    authors = build.table(node_kind("Author"), ["key", "name"])
    some = authors.filter(pc.is_in(authors["key"], value_set=pa.array(wanted, pa.string())))
    return dict(zip(some["key"].to_pylist(), some["name"].to_pylist(), strict=True))
