"""Cuts the bundled sample out of the full corpora: `python -m research_graph.demo.make_sample ANTHOLOGY OPENALEX`.

From the ACL Anthology: the papers of some people and of their direct co-authors; everybody else on them is marked as
partial. From OpenAlex: the works around one department that cite each other or share authors. Abstracts from before
2016 are left out: they are CC BY-NC-SA.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ..identity.keys import Keys
from ..identity.resolve import resolve
from ..ledger.dump import dump_to
from ..ledger.manifest import Mode
from ..ledger.unflatten import records
from ..ledger.view import View
from ..ledger.workspace import Workspace
from ..loaders.catalog import find_source
from ..schema.records import Deletion, PaperRecord, Record

PEOPLE = ("Hanyu Zhao", "Hangbo Bao", "Xu Han", "Yao Zhou", "Qun Liu")
FIRST_FREE_YEAR = 2016
OPENALEX_WORKS = 1_000


def main(anthology: Path, openalex: Path, into: Path) -> None:
    """Writes acl-anthology.jsonl.gz and openalex.jsonl.gz into the folder `into`."""
    with TemporaryDirectory() as scratch:
        full = Workspace(Path(scratch) / "full")
        for source, path in (("acl-anthology", anthology), ("openalex", openalex)):
            _load(full, source, path)
        view = full.open_ledger().view()
        cut = Workspace(Path(scratch) / "cut")
        _stage(cut, view, "acl-anthology", _anthology_cut(view.only("acl-anthology")))
        _stage(cut, view, "openalex", _openalex_cut(view.only("openalex")))
        for source in ("acl-anthology", "openalex"):
            written = dump_to(cut.open_ledger().view(), source, into / f"{source}.jsonl.gz")
            sys.stderr.write(f"{source}: {written} records\n")


def _load(workspace: Workspace, source: str, path: Path) -> None:
    description, read = find_source(source)
    ledger = workspace.open_ledger()
    with ledger.stage(source, mode=Mode.SNAPSHOT, loader_version=description.version) as staging:
        release = read([path], staging)
        ledger.accept(staging.finish(release=release, license=description.license, inputs=None))


def _stage(workspace: Workspace, view: View, source: str, cut: Iterable[Record]) -> None:
    about = next(each for each in view.sources if each.name == source)
    ledger = workspace.open_ledger()
    with ledger.stage(source, mode=Mode.SNAPSHOT, loader_version=1) as staging:
        for record in cut:
            staging.add(record)
        ledger.accept(staging.finish(release=about.release, license=about.license, inputs=None))


def _all(view: View) -> list[Record]:
    return list(records(lambda name: view.table(name).drop_columns(["source"])))


def _anthology_cut(view: View) -> Iterable[Record]:
    keys = resolve(view, previous=Keys.empty(), curations=()).tables["mentions"]
    columns = (keys[name].to_pylist() for name in ("record", "position", "name", "author"))
    rows = list(zip(*columns, strict=True))
    people = {author for _, _, name, author in rows if name in PEOPLE}
    theirs = {record for record, _, _, author in rows if author in people}
    circle = {author for record, _, _, author in rows if record in theirs}
    chosen = {record for record, _, _, author in rows if author in circle}
    author_of = {(record, position): author for record, position, _, author in rows}
    everything = _all(view)
    papers = [each for each in everything if isinstance(each, PaperRecord) and each.record in chosen]
    names = {mention.name for paper in papers for mention in paper.mentions}
    venues = {venue for paper in papers for venue in paper.venues}
    for paper in papers:
        for place, mention in enumerate(paper.mentions):
            mention.is_partial = author_of[paper.record, place] not in circle
        yield paper if (paper.year or 0) >= FIRST_FREE_YEAR else replace(paper, abstract=None)
    yield from _others(everything, authors=lambda known: bool(names & known), venues=venues)


def _others(everything: Iterable[Record], *, authors: Callable[[set[str]], bool], venues: set[str]) -> Iterable[Record]:
    """Person lists and venues that the chosen papers need; editors are left out."""
    for each in everything:
        kind = type(each).__name__
        if (kind == "AuthorRecord" and authors({each.name, *each.variants})) or (  # type: ignore[union-attr]
            kind == "VenueRecord" and each.record in venues
        ):
            yield each


def _openalex_cut(view: View) -> Iterable[Record]:
    """The works with the most citations inside the corpus, each with its cited and citing works, up to the limit."""
    everything = _all(view)
    papers = {each.record: each for each in everything if isinstance(each, PaperRecord)}
    links = _links(papers)
    chosen: set[str] = set()
    frontier = Counter({record: len(links[record]) for record in papers})
    start = max(papers, key=lambda record: (frontier[record], record))
    waiting = [start]
    while waiting and len(chosen) < OPENALEX_WORKS:
        record = waiting.pop(0)
        if record not in chosen:
            chosen.add(record)
            waiting += sorted(links[record] - chosen, key=lambda each: (-frontier[each], each))
    kept = [papers[record] for record in sorted(chosen)]
    institutions = {each for paper in kept for mention in paper.mentions for each in mention.institutions}
    people = {each for paper in kept for mention in paper.mentions for each in mention.computed_ids}
    venues = {venue for paper in kept for venue in paper.venues}
    yield from kept
    for each in everything:
        if isinstance(each, PaperRecord | Deletion):
            continue
        kind = type(each).__name__
        wanted = {
            "AuthorRecord": lambda each=each: bool(people & set(each.computed_ids)),
            "InstitutionRecord": lambda each=each: each.record in institutions,
            "VenueRecord": lambda each=each: each.record in venues,
            "TopicRecord": lambda: True,
        }
        if kind in wanted and wanted[kind]():
            yield each


def _links(papers: dict[str, PaperRecord]) -> defaultdict[str, set[str]]:
    """Citations inside the corpus, both ways."""
    links: defaultdict[str, set[str]] = defaultdict(set)
    for record, paper in papers.items():
        for cited in paper.references or ():
            target = cited.removeprefix("openalex:")
            if target in papers and target != record:
                links[record].add(target)
                links[target].add(record)
    return links


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(__file__).parent)
