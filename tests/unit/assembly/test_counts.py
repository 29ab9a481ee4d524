"""Counts of nodes equal the lists of edges, in any world."""

from collections import Counter, defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from research_graph.assembly.build import Build
from research_graph.schema.catalog import edge_kinds, node_kinds
from research_graph.schema.external_ids import implied_ids
from research_graph.schema.tokens import index_tokens, initials, search_name, sort_key
from support.assembled import assembled, rows
from support.worlds import worlds

SLOW = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW
@given(world=worlds())
def test_random_worlds(tmp_path_factory: pytest.TempPathFactory, world: dict) -> None:
    check(assembled(tmp_path_factory.mktemp("builds"), world))


def test_written_world(world_build: Build) -> None:
    check(world_build)
    empty = {kind.name for kind in (*node_kinds().values(), *edge_kinds().values()) if not world_build.rows(kind)}
    assert empty == {"Redirect", "POSSIBLY_SAME_AS", "Cluster", "MEMBER_OF", "DESCENDS_FROM"}


def check(build: Build) -> None:
    tables = {name: rows(build, name) for name in (*node_kinds(), *edge_kinds())}
    check_ends_and_order(tables)
    check_people(tables)
    check_papers(tables)
    check_others(tables)
    check_search(tables)


def check_ends_and_order(tables: dict) -> None:
    keys = {name: {row["key"] for row in tables[name]} for name in node_kinds()}
    for name, kind in edge_kinds().items():
        identities = [tuple(row[column] for column in kind.identity) for row in tables[name]]
        assert identities == sorted(set(identities))
        assert all(row["source"] in keys[kind.source] and row["target"] in keys[kind.target] for row in tables[name])
        assert all(row["source"] != row["target"] and row["sources"] == sorted(row["sources"]) for row in tables[name])
        assert all(row["sources"] for row in tables[name])
        assert kind.directed or all(row["source"] < row["target"] for row in tables[name])
    for name in node_kinds():
        assert [row["key"] for row in tables[name]] == sorted(keys[name])


def check_people(tables: dict) -> None:
    papers, years, people, close = defaultdict(set), defaultdict(set), Counter(), Counter()
    year_of = {row["key"]: row["year"] for row in tables["Paper"]}
    for row in tables["AUTHORED"]:
        papers[row["source"]].add(row["target"])
        years[row["source"]] |= {year_of[row["target"]]} - {None}
    for row in tables["CO_AUTHORED_WITH"]:
        for end in (row["source"], row["target"]):
            people[end] += 1
            close[end] += row["is_close"]
        assert row["paper_count"] == len(papers[row["source"]] & papers[row["target"]])
        assert row["is_close"] == (row["paper_count"] >= 2 and row["recent_strength"] >= 0.2)
    cited = {row["key"]: row["citation_count_in_graph"] for row in tables["Paper"]}
    for row in tables["Author"]:
        key = row["key"]
        assert row["paper_count"] == len(papers[key])
        assert (row["first_year"], row["last_year"]) == (min(years[key], default=None), max(years[key], default=None))
        assert (row["collaborator_count"], row["close_collaborator_count"]) == (people[key], close[key])
        counted = sorted((cited[paper] for paper in papers[key] if cited[paper] is not None), reverse=True)
        assert row["citation_count_in_graph"] == (sum(counted) if counted else None)
        assert row["h_index_in_graph"] == (sum(c > i for i, c in enumerate(counted)) if counted else None)
    institutions = defaultdict(set)
    for row in tables["AUTHORED"]:
        for key in row["institutions"]:
            institutions[row["source"], key].add(row["target"])
    named = {(row["source"], row["target"]): row["paper_count"] for row in tables["AFFILIATED_WITH"]}
    assert {pair: count for pair, count in named.items() if count} == {p: len(s) for p, s in institutions.items()}


def check_papers(tables: dict) -> None:
    slots, incoming = Counter(row["target"] for row in tables["AUTHORED"]), Counter()
    outgoing = Counter(row["source"] for row in tables["CITES"])
    incoming.update(row["target"] for row in tables["CITES"])
    for row in tables["Paper"]:
        assert row["author_count"] == slots[row["key"]]
        assert (row["citation_count_in_graph"] or 0) == incoming[row["key"]]
        assert (row["reference_count"] or 0) >= outgoing[row["key"]]
        assert row["external_ids"] == sorted({*row["external_ids"]})
        assert all({*implied_ids(known)} <= {*row["external_ids"]} for known in row["external_ids"])
        assert (row["citation_count_claimed"] is None) == (row["citations_claimed_by"] is None)
        assert row["date"] is None or row["year"] is None or row["date"].startswith(str(row["year"]))


def check_others(tables: dict) -> None:
    below = defaultdict(set)
    parents = defaultdict(set)
    for row in tables["SUBTOPIC_OF"]:
        parents[row["source"]].add(row["target"])
    for row in tables["ABOUT"]:
        seen, todo = set(), [row["target"]]
        while todo:
            topic = todo.pop()
            if topic not in seen:
                seen.add(topic)
                todo += parents[topic]
                below[topic].add(row["source"])
    assert all(row["paper_count"] == len(below[row["key"]]) for row in tables["Topic"])
    published = Counter(row["target"] for row in tables["PUBLISHED_IN"])
    assert all(row["paper_count"] == published[row["key"]] for row in tables["Venue"])
    papers, people = defaultdict(set), Counter(row["target"] for row in tables["AFFILIATED_WITH"])
    for row in tables["AUTHORED"]:
        for key in row["institutions"]:
            papers[key].add(row["target"])
    for row in tables["Institution"]:
        assert (row["paper_count"], row["author_count"]) == (len(papers[row["key"]]), people[row["key"]])


def check_search(tables: dict) -> None:
    for row in tables["Paper"]:
        title = row["title"]
        assert (row["sort_key"], row["search_names"]) == (sort_key(title), f"|{search_name(title)}|")
        assert row["search_tokens"] == f" {' '.join(index_tokens([title]))} "
    for row in tables["Author"]:
        names = [row["name"], row["sort_name"], *row["name_variants"]]
        assert row["sort_key"] == sort_key(row["sort_name"])
        tokens = {*index_tokens(names), *initials(row["given"] or "")}
        assert row["search_tokens"] == f" {' '.join(sorted(tokens))} "
        assert row["search_names"] == f"|{'|'.join(dict.fromkeys(map(search_name, names)))}|"
        assert row["name"] not in row["name_variants"]
        assert row["search_rank"] == row["paper_count"]
