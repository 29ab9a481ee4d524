"""`python -m bench.collaborators --build FOLDER`: which ties last, who writes together next, and what top ties cost.

The study behind docs/collaborators.md. With a build's papers up to year Y every score ranks people; what counts is who
publishes together in Y + 1 and Y + 2. 2015 to 2020 choose, 2021 is shown beside them. Papers with more authors than
the build's max_pair_authors tie nobody, neither before nor after. Deterministic apart from processor seconds.
"""

# budget: one study, its scores and its tables, read together

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import inf
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
from research_graph.analytics.collaborators import all_ties, closest, is_close, places, top_ties
from research_graph.analytics.incidence import node_keys, row_of
from research_graph.analytics.network import Floats, Ints
from research_graph.analytics.suggestions import barred_pairs, best_of, steps_of, suggestions
from research_graph.assembly.build import Build
from research_graph.schema.catalog import edge_kind
from scipy.sparse import csr_array
from scipy.stats import rankdata

CHOOSING, HELD_OUT, HORIZON, K = range(2015, 2021), 2021, 2, 10
HALF_LIVES = (0.5, 1, 2, 3, 5, 8, inf)
WEIGHTS: Mapping[str, Callable[[Floats], Floats]] = {
    "papers": np.ones_like,
    "1/(n-1)": lambda n: 1 / (n - 1),
    "1/n": lambda n: 1 / n,
    "1/log2(n+1)": lambda n: 1 / np.log2(n + 1),
}
STRENGTHS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75, 1.0, 1.25, 1.5)
GAIN = 1 / np.log2(np.arange(2, K + 2))


@dataclass(frozen=True)
class History:
    """Every shared paper of every tie: the tie, the year, the paper's authors; papers of every person by year."""

    people: int
    source: Ints
    target: Ints
    tie: Ints
    year: Ints
    seats: Floats
    person: Ints
    person_year: Ints

    @classmethod
    def of(cls, build: Build) -> History:
        ties = all_ties(build)
        authored = build.table(edge_kind("AUTHORED"), ["source", "target"])
        paper = row_of(ties.papers, authored["target"])
        seats = np.bincount(paper, minlength=len(ties.papers)).astype(float)
        years = np.where(np.isnan(ties.years), 9999, ties.years).astype(np.int64)
        tie = np.repeat(np.arange(len(ties.source)), ties.paper_count)
        person = row_of(ties.authors, authored["source"])
        shared = (tie, years[ties.shared], seats[ties.shared])
        return cls(len(ties.authors), ties.source, ties.target, *shared, person, years[paper])


class Moment:
    """The ties at the end of a year, and which of them have another paper within the horizon."""

    def __init__(self, history: History, year: int, horizon: int = HORIZON) -> None:
        self.history, self.year = history, year
        self.past = history.year <= year
        future = (history.year > year) & (history.year <= year + horizon)
        total = len(history.source)
        before = np.bincount(history.tie[self.past], minlength=total) > 0
        after = np.bincount(history.tie[future], minlength=total) > 0
        self.ties = np.flatnonzero(before)
        self.again = after[before]
        self.source, self.target = history.source[before], history.target[before]
        self.new = np.flatnonzero(after & ~before)

    def strength(self, half_life: float, weight: str = "1/(n-1)") -> Floats:
        """What each tie's papers so far add up to."""
        history, age = self.history, np.maximum(self.year - self.history.year, 0)
        value = WEIGHTS[weight](history.seats) * 0.5 ** (age / half_life)
        return np.bincount(history.tie[self.past], value[self.past], len(history.source))[self.ties]

    def matrix(self, value: Floats) -> csr_array:
        """People × people, from a value of each tie; the same pattern for all values."""
        source, target, values = self.directed(value)
        size = self.history.people
        return csr_array((values, (source, target)), shape=(size, size))

    def directed(self, *values: Floats) -> tuple[Ints, Ints, *tuple[Floats, ...]]:
        """Both ends of every tie as owner and other, and values of each tie beside them."""
        ends = np.concatenate([self.source, self.target]), np.concatenate([self.target, self.source])
        return (*ends, *(np.tile(value.astype(float), 2) for value in values))

    def scores(self) -> dict[str, Floats]:
        """Every candidate for the strength of a tie."""
        ways = [(name, half_life) for name in WEIGHTS for half_life in HALF_LIVES]
        found = {f"{name}, half-life {half_life}": self.strength(half_life, name) for name, half_life in ways}
        count, recent = self.strength(inf, "papers"), self.strength(1)
        own = np.bincount(self.history.person[self.history.person_year <= self.year], minlength=self.history.people)
        linked = self.matrix(np.ones(len(self.ties)))
        by_degree = csr_array(linked.multiply(1 / np.log(np.maximum(np.diff(linked.indptr), 2))[None, :]))
        parts = zip(*(np.array_split(ends, 20) for ends in (self.source, self.target)), strict=True)
        shared = np.concatenate([by_degree[one].multiply(linked[other]).sum(axis=1) for one, other in parts])
        found["last shared year"] = np.maximum.reduceat(
            self.history.year[self.past], np.flatnonzero(np.diff(self.history.tie[self.past], prepend=-1))
        ).astype(float)
        found["Jaccard"] = count / (own[self.source] + own[self.target] - count)
        found["Adamic–Adar"] = shared
        found["√(papers · 1/(n-1)), half-life 1"] = np.sqrt(self.strength(1, "papers") * recent)
        found["1/(n-1), half-life 1, + 0.02 Adamic–Adar"] = recent + 0.02 * shared
        return found


class Ranking(NamedTuple):
    """Means over people of whom at least one candidate is relevant; how many people."""

    recall: float
    ndcg: float
    people: int


def ranking(owner: Ints, other: Ints, score: Floats, relevant: Floats, *, more_than: int = 0) -> Ranking:
    """Recall@10 (relevant ones among the first 10, of all relevant) and NDCG@10; equal scores by key.

    `more_than`: only people with more candidates than this.
    """
    order = np.lexsort((other, -score, owner))
    first = order[places(owner[order]) < K]
    place = places(owner[first])
    size = int(owner.max()) + 1
    wanted, candidates = np.bincount(owner, relevant, size), np.bincount(owner, minlength=size)
    hits = np.bincount(owner[first], relevant[first], size)
    gained = np.bincount(owner[first], relevant[first] * GAIN[place], size)
    ideal = np.concatenate([[1], np.cumsum(GAIN)])[np.minimum(wanted, K).astype(int)]
    judged = (wanted > 0) & (candidates > more_than)
    recall, ndcg = (hits / np.maximum(wanted, 1))[judged].mean(), (gained / ideal)[judged].mean()
    return Ranking(float(recall), float(ndcg), int(judged.sum()))


def _auc(score: Floats, relevant: Floats) -> float:
    ranks, good = rankdata(score), relevant.sum()
    return float((ranks[relevant > 0].sum() - good * (good + 1) / 2) / (good * (len(score) - good)))


def tie_rows(history: History) -> Iterator[list[str]]:
    """One row a score, best NDCG@10 first: choosing years, then the one held out."""
    found: dict[str, list[list[float]]] = {}
    for year in (*CHOOSING, HELD_OUT):
        moment = Moment(history, year)
        for name, score in moment.scores().items():
            candidates = moment.directed(score, moment.again)
            every, busy = ranking(*candidates), ranking(*candidates, more_than=K)
            auc = _auc(score, moment.again.astype(float))
            found.setdefault(name, []).append([every.recall, every.ndcg, busy.recall, busy.ndcg, auc, every.people])
    yield from _table_rows(found)


def _table_rows(found: Mapping[str, list[list[float]]]) -> Iterator[list[str]]:
    for name, years in sorted(found.items(), key=lambda item: -sum(row[1] for row in item[1][:-1])):
        chosen = [sum(column) / len(column) for column in zip(*years[:-1], strict=True)]
        yield [name, *(f"{value:.3f}" for value in (*chosen[:-1], *years[-1][:-1]))]


def far_rows(history: History) -> Iterator[list[str]]:
    """NDCG@10 by half-life when five years are to be foreseen instead of two."""
    for half_life in HALF_LIVES:
        found = []
        for year in range(2015, 2019):
            moment = Moment(history, year, 5)
            found.append(ranking(*moment.directed(moment.strength(half_life), moment.again)).ndcg)
        yield [str(half_life), f"{sum(found) / len(found):.3f}"]


def threshold_rows(history: History) -> Iterator[list[str]]:
    """The best strength by F1 for each weight, half-life and number of papers; the old definition; those near ours."""
    found: dict[tuple[str, float, int, float], list[list[float]]] = {}
    ways = [("1/(n-1)", half_life) for half_life in (1, 2, 3, 5)] + [("papers", 1), ("1/log2(n+1)", 1)]
    for year in (*CHOOSING, HELD_OUT):
        moment = Moment(history, year)
        papers = moment.strength(inf, "papers").astype(np.int64)
        seen = np.bincount(history.person[np.isin(history.person_year, (year - 1, year))], minlength=history.people)
        for (weight, half_life), least in product(ways, (1, 2, 3)):
            recent = moment.strength(half_life, weight)
            for strength in STRENGTHS:
                close = is_close(papers, recent, min_papers=least, min_strength=strength)
                found.setdefault((weight, half_life, least, strength), []).append(_judged(moment, close, seen > 0))
    score = {key: sum(row[0] for row in years[:-1]) for key, years in found.items()}
    best = [
        max((key for key in found if key[:3] == group), key=score.__getitem__)
        for group in {key[:3]: 0 for key in found}
    ]
    shown = sorted(best, key=score.__getitem__, reverse=True)
    near = [("1/(n-1)", 1, 2, strength) for strength in STRENGTHS]
    for key in dict.fromkeys([*shown, ("1/(n-1)", 5, 2, 0.3), *near]):
        chosen = [sum(column) / len(column) for column in zip(*found[key][:-1], strict=True)]
        yield [*map(str, key), *(f"{value:.3f}" for value in (*chosen, *found[key][-1]))]


def _judged(moment: Moment, close: Floats, active: Floats) -> list[float]:
    """F1, precision, recall, Youden's J, share of ties and of people active in two years with one at least."""
    right, good, total = (close & moment.again).sum(), moment.again.sum(), len(close)
    precision, recall = right / max(close.sum(), 1), right / good
    youden = recall - (close.sum() - right) / (total - good)
    has, tied = np.zeros(len(active), dtype=bool), np.zeros(len(active), dtype=bool)
    for ends in (moment.source, moment.target):
        has[ends[close]] = True
        tied[ends] = True
    f1 = 2 * precision * recall / max(precision + recall, 1e-12)
    return [f1, precision, recall, youden, float(close.mean()), float(has[tied & active].mean())]


def calibration_rows(history: History, *, half_life: float, papers: int, strength: float) -> Iterator[list[str]]:
    """Share of ties with another paper in two years: by tenth of recent strength, then of close and other ties."""
    groups: dict[str, list[list[float]]] = {}
    for year in (*CHOOSING, HELD_OUT):
        moment = Moment(history, year)
        recent, count = moment.strength(half_life), moment.strength(inf, "papers")
        tenth = np.minimum((rankdata(recent, method="average") - 1) * 10 // len(recent), 9)
        close = is_close(count.astype(np.int64), recent, min_papers=papers, min_strength=strength)
        parts = {f"tenth {number + 1}": tenth == number for number in range(10)}
        for name, part in (parts | {"close": close, "not close": ~close, "all": close | ~close}).items():
            groups.setdefault(name, []).append([part.sum(), (part & moment.again).sum(), recent[part].min(initial=inf)])
    for name, years in groups.items():
        ties, again, _ = (sum(column) for column in zip(*years[:-1], strict=True))
        held = years[-1]
        yield [
            name,
            f"{ties:.0f}",
            f"{again / ties:.3f}",
            f"{held[0]:.0f}",
            f"{held[1] / held[0]:.3f}",
            f"{held[2]:.4f}",
        ]


def bridges(moment: Moment) -> dict[str, tuple[csr_array, csr_array]]:
    """Candidates for a suggestion's score: what two matrices make when multiplied."""
    one = moment.matrix(np.ones(len(moment.ties)))
    degree = np.maximum(np.diff(one.indptr), 2).astype(float)

    def by(linked: csr_array, of_bridge: Floats) -> tuple[csr_array, csr_array]:
        return csr_array(linked.multiply(of_bridge[None, :])), linked

    found = {
        "common neighbors": (one, one),
        "Adamic–Adar": by(one, 1 / np.log(degree)),
        "resource allocation": by(one, 1 / degree),
    }
    for half_life in (1, 2, 5, inf):
        recent, total = _recent(moment, half_life, "1/(n-1)")
        name = f"strength, half-life {half_life}"
        found[f"{name}: Adamic–Adar"] = by(recent, 1 / np.log(degree))
        found[f"{name}: Σ r·r'/degree"] = by(recent, 1 / degree)
        found[f"{name}: Σ r·r'/R"] = by(recent, 1 / total)
        found[f"{name}: Σ √(r·r'/R)"] = by(recent**0.5, total**-0.5)
    recent, total = _recent(moment, 1, "1/(n-1)")
    found["strength, half-life 1: Σ r·r'/(1 + R)"] = by(recent, 1 / (1 + total))
    found["strength, half-life 1: Σ (r·r')^¾/√R"] = by(recent**0.75, total**-0.5)
    recent, total = _recent(moment, 1, "papers")
    found["papers, half-life 1: Σ √(r·r'/R)"] = by(recent**0.5, total**-0.5)
    return found


def _recent(moment: Moment, half_life: float, weight: str) -> tuple[csr_array, Floats]:
    recent = moment.matrix(moment.strength(half_life, weight))
    return recent, np.maximum(np.asarray(recent.sum(axis=1)).ravel(), 1e-12)


def suggestion_rows(history: History) -> Iterator[list[str]]:
    """One row a score, best NDCG@10 first; and how much of what was new could be found at all."""
    found: dict[str, list[list[float]]] = {}
    reach = []
    for year in (*CHOOSING, HELD_OUT):
        moment = Moment(history, year)
        for name, result in _suggested(moment, reach).items():
            found.setdefault(name, []).append([*result[:2], result[2]])
    yield from _table_rows(found)
    chosen = [sum(column) for column in zip(*reach[:-1], strict=True)]
    for (new, near), name in ((chosen, "choosing"), (reach[-1], "held out")):
        yield [f"new ties of people known before, {name}: {new:.0f}", f"at distance 2: {near / new:.3f}"]


def _suggested(moment: Moment, reach: list[tuple[float, float]]) -> Mapping[str, Ranking]:
    size = moment.history.people
    known = np.zeros(size, dtype=bool)
    known[moment.source] = known[moment.target] = True
    ends = moment.history.source[moment.new], moment.history.target[moment.new]
    ends = tuple(each[known[ends[0]] & known[ends[1]]] for each in ends)
    new = _pair_numbers(*ends, size)
    asked = np.unique(np.concatenate(ends))
    tied = _pair_numbers(moment.source, moment.target, size)
    candidates = bridges(moment)
    base = next(iter(candidates.values()))
    reached = base[0][asked] @ base[1]
    row, other = np.repeat(asked, np.diff(reached.indptr)), reached.indices.astype(np.int64)
    number = row * size + other
    kept = (row != other) & ~_is_in(number, tied)
    relevant = _is_in(number[kept], new).astype(float)
    reach.append((len(new) / 2, relevant.sum() / 2))
    scores = {"preferential attachment": np.diff(base[0].indptr)[other].astype(float)}
    found = {name: ranking(row[kept], other[kept], score[kept], relevant) for name, score in scores.items()}
    for name, (left, right) in candidates.items():
        score = (left[asked] @ right).data
        found[name] = ranking(row[kept], other[kept], score[kept], relevant)
    found["as analytics.suggestions makes it"] = _shipped(moment, asked, row[kept], other[kept], relevant)
    return found


def _shipped(moment: Moment, asked: Ints, row: Ints, other: Ints, relevant: Floats) -> Ranking:
    number, place = _made(moment, asked)
    order = np.argsort(number)
    found = np.minimum(np.searchsorted(number, row * moment.history.people + other, sorter=order), len(number) - 1)
    is_found = number[order][found] == row * moment.history.people + other
    return ranking(row, other, np.where(is_found, -place[order][found].astype(float), -inf), relevant)


def _made(moment: Moment, asked: Ints) -> tuple[Ints, Ints]:
    """The suggestions that analytics makes for some people, as author · people + suggested, and their places."""
    size = moment.history.people
    steps = steps_of(moment.source, moment.target, moment.strength(1), size)
    tied = moment.matrix(np.ones(len(moment.ties))).astype(np.int64)
    best = [*best_of(steps, barred_pairs(tied, csr_array((size, size), dtype=np.int64)), K, asked=asked)]
    number = np.concatenate([part.author * size + part.suggested for part in best])
    return number, np.concatenate([places(part.author) for part in best])


def fulfilled_rows(history: History) -> Iterator[list[str]]:
    """How many of the suggestions to all people who published in the last two years came true."""
    for year in (*CHOOSING, HELD_OUT):
        moment = Moment(history, year)
        new = _pair_numbers(history.source[moment.new], history.target[moment.new], history.people)
        active = np.unique(history.person[np.isin(history.person_year, (year - 1, year))])
        number, place = _made(moment, active)
        came = _is_in(number, new)
        people = len(np.unique(number // history.people))
        yield [str(year), str(people), str(len(number)), f"{came.mean():.4f}", f"{came[place == 0].mean():.4f}"]


def _pair_numbers(source: Ints, target: Ints, size: int) -> Ints:
    return np.sort(np.concatenate([source * size + target, target * size + source]))


def _is_in(values: Ints, ordered: Ints) -> Floats:
    return ordered[np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)] == values


def cost_rows(build: Build, runs: int = 7) -> Iterator[list[str]]:
    """Processor seconds from the AUTHORED table, the median of some runs that take turns, beside the bare product."""
    ways: dict[str, Callable[[], object]] = {
        "AᵀDA alone": lambda: _bare_product(build),
        "all ties, top 10 of everyone": lambda: closest(all_ties(build), K),
        "top 10 as a table": lambda: top_ties(build, evidence=0),
        "top 10 as a table, 5 shared papers each": lambda: top_ties(build),
    }
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            started = time.process_time()
            way()
            spent[name].append(time.process_time() - started)
    bare = median(spent["AᵀDA alone"])
    for name, seconds in spent.items():
        yield [name, f"{median(seconds):.3f}", f"{median(seconds) / bare:.2f}"]
    started = time.process_time()
    suggestions(build)
    yield ["10 suggestions for everyone", f"{time.process_time() - started:.1f}", ""]


def _bare_product(build: Build) -> csr_array:
    authored = build.table(edge_kind("AUTHORED"), ["source", "target"])
    papers, authors = node_keys(build, "Paper"), node_keys(build, "Author")
    paper = row_of(papers, authored["target"])
    size = np.bincount(paper, minlength=len(papers))
    most = build.manifest["parameters"]["max_pair_authors"]
    weight = np.where((size > 1) & (size <= most), 1 / np.maximum(size - 1, 1), 0)
    ends = paper, row_of(authors, authored["source"])
    teams = csr_array((np.ones(len(paper)), ends), shape=(len(papers), len(authors)))
    return teams.T.multiply(weight).tocsr() @ teams


def _print(title: str, columns: Iterable[str], rows: Iterable[list[str]]) -> None:
    names = list(columns)
    print(f"\n## {title}\n\n| {' | '.join(names)} |\n|{' --- |' * len(names)}")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def main() -> None:
    """Prints all tables as Markdown."""
    parser = argparse.ArgumentParser(prog="python -m bench.collaborators", description=__doc__)
    parser.add_argument("--build", type=Path, required=True, help="a build's folder")
    build = Build.open(parser.parse_args().build)
    history = History.of(build)
    both = ("recall@10", "NDCG@10", "recall@10, > 10", "NDCG@10, > 10", "AUC")
    columns = ("score", *both, *(f"2021 {name}" for name in both))
    _print("What a tie says of the next two years", columns, tie_rows(history))
    _print("Five years ahead, 1/(n-1)", ("half-life", "NDCG@10"), far_rows(history))
    judged = ("F1", "precision", "recall", "Youden", "close ties", "active people with one")
    columns = ("weight", "half-life", "papers", "strength", *judged, *(f"2021 {name}" for name in judged))
    _print("Close or not", columns, threshold_rows(history))
    columns = ("ties", "number", "again", "2021 number", "2021 again", "2021 least recent strength")
    for half_life, papers, strength in ((1, 2, 0.2), (5, 2, 0.3)):
        rows = calibration_rows(history, half_life=half_life, papers=papers, strength=strength)
        _print(f"Calibration: half-life {half_life}, {papers} papers, strength {strength}", columns, rows)
    columns = ("score", "recall@10", "NDCG@10", "2021 recall@10", "2021 NDCG@10")
    _print("Who writes together for the first time", columns, suggestion_rows(history))
    columns = ("year", "people", "suggestions", "came true", "of the first of each")
    _print("What became of suggestions to everyone active", columns, fulfilled_rows(history))
    _print("Cost", ("what", "CPU s", "ratio"), cost_rows(build))


if __name__ == "__main__":
    main()
