"""Rate of an online publish against a bare batched UNWIND loop: same rows, same batch size, same server, in turns.

    python -m bench.neo4j_publish --uri bolt://localhost:7687 --password PASSWORD

The bare loop is what anyone would write first: rows as maps, MERGE by key in managed transactions, uniqueness of keys
and nothing else. Its rows lie ready as Python values before the clock starts, while a publish converts them, keeps
external ids and makes the indexes for reading. Empties the graph's labels on the server.
"""

import argparse
import random
import statistics
import time
from collections.abc import Iterator
from functools import partial
from itertools import accumulate

import neo4j
import pyarrow as pa
from research_graph.schema.catalog import edge_kinds, node_kind, node_kinds
from research_graph.schema.difference import Difference, KindDifference
from research_graph.schema.keys import make_key
from research_graph.schema.kind import EdgeKind, NodeKind
from research_graph.schema.publication import Publication
from research_graph.store.neo4j.publishing import BATCH_ROWS
from research_graph.store.neo4j.store import Neo4jStore

Tables = dict[str, pa.Table]
BUILD_BATCH = 20_000
CONSTRAINT = "CREATE CONSTRAINT bare_{label} IF NOT EXISTS FOR (n:{label}) REQUIRE n.key IS UNIQUE"
NODES = "UNWIND $rows AS row MERGE (n:{label} {{key: row.key}}) SET n = row"
EDGES = (
    "UNWIND $rows AS row MATCH (a:{source} {{key: row.source}}) MATCH (b:{target} {{key: row.target}}) "
    "MERGE (a)-[r:{name}{same}]->(b) SET r = row.fields"
)


def main() -> None:
    args = parse()
    tables = made_up(args.papers, random.Random(args.seed))
    rows = sum(table.num_rows for table in tables.values())
    print(f"{rows:,} rows, batches of {BATCH_ROWS:,}, {args.rounds} rounds")
    ready = plain(tables)
    rates: dict[str, list[float]] = {"bare": [], "publish": []}
    with neo4j.GraphDatabase.driver(args.uri, auth=(args.user, args.password)) as driver:
        for _ in range(args.rounds):
            wipe(driver)
            rates["bare"].append(rows / timed(partial(bare, driver, ready)))
            wipe(driver)
            rates["publish"].append(rows / timed(partial(published, args, tables)))
            print("  ".join(f"{name} {found[-1]:,.0f} rows/s" for name, found in rates.items()), flush=True)
    ratios = [ours / theirs for ours, theirs in zip(rates["publish"], rates["bare"], strict=True)]
    print(f"publish / bare: median {statistics.median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")


def published(args: argparse.Namespace, tables: Tables) -> None:
    store = Neo4jStore(args.uri, user=args.user, password=args.password)
    store.apply(difference(tables), Publication("bench", None, None, {}, {}, ()))
    store.close()


def bare(driver: neo4j.Driver, ready: dict[str, list[dict[str, object]]]) -> None:
    with driver.session() as session:
        for label in node_kinds():
            session.run(CONSTRAINT.format(label=label)).consume()
        for name, rows in ready.items():
            kind = node_kinds().get(name) or edge_kinds()[name]
            statement = bare_statement(kind)
            for start in range(0, len(rows), BATCH_ROWS):
                session.execute_write(write, statement, rows[start : start + BATCH_ROWS])


def write(transaction: neo4j.ManagedTransaction, statement: str, rows: list[dict[str, object]]) -> None:
    transaction.run(statement, rows=rows).consume()


def bare_statement(kind: NodeKind | EdgeKind) -> str:
    if isinstance(kind, NodeKind):
        return NODES.format(label=kind.name)
    named = ", ".join(f"{name}: row.fields.{name}" for name in kind.discriminator)
    same = f" {{{named}}}" if named else ""
    return EDGES.format(source=kind.source, target=kind.target, name=kind.name, same=same)


def plain(tables: Tables) -> dict[str, list[dict[str, object]]]:
    ready = {}
    for name, table in tables.items():
        rows = table.to_pylist()
        if name in edge_kinds():
            rows = [{"source": row.pop("source"), "target": row.pop("target"), "fields": row} for row in rows]
        ready[name] = rows
    return ready


def wipe(driver: neo4j.Driver) -> None:
    """Rows, constraints and indexes, so that both begin with nothing."""
    with driver.session() as session:
        session.run("MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 10000 ROWS").consume()
        session.run("MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume()
        for (name,) in session.run("SHOW CONSTRAINTS YIELD name").values():
            session.run(f"DROP CONSTRAINT {name}").consume()
        for (name,) in session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name").values():
            session.run(f"DROP INDEX {name}").consume()


def timed(work: "partial[None]") -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def difference(tables: Tables) -> Difference:
    def change(kind: NodeKind | EdgeKind) -> KindDifference:
        table = tables.get(kind.name, kind.arrow.empty_table())
        upserts = partial(batches, table)
        return KindDifference(kind, table.num_rows, 0, 0, 0, upserts=upserts, removals=partial(iter, ()))

    return Difference(None, "bench", tuple(change(kind) for kind in (*node_kinds().values(), *edge_kinds().values())))


def batches(table: pa.Table) -> Iterator[pa.RecordBatch]:
    yield from table.to_batches(max_chunksize=BUILD_BATCH)


def made_up(papers: int, chance: random.Random) -> Tables:
    """A graph like the ACL Anthology's: about 3.3 authorships and 4.5 ties a paper, half the papers with abstracts."""
    words = [f"word{number}" for number in range(4_000)]
    author_keys = [make_key("A", str(number)) for number in range(max(papers * 9 // 10, 10))]
    paper_keys = [make_key("P", str(number)) for number in range(papers)]
    weights = list(accumulate(1 / (number + 20) ** 0.7 for number in range(len(author_keys))))
    authored, ties = [], {}
    for key in paper_keys:
        team = list(
            dict.fromkeys(chance.choices(author_keys, cum_weights=weights, k=chance.choice((1, 2, 3, 3, 4, 4, 5, 6))))
        )
        authored += [authorship(member, key, place) for place, member in enumerate(team)]
        ties.update({(a, b): tie(a, b) for a in team for b in team if a < b})
    rows = {
        "Author": [author(key, chance, words) for key in author_keys],
        "Paper": [paper(key, chance, words) for key in paper_keys],
        "AUTHORED": authored,
        "CO_AUTHORED_WITH": list(ties.values()),
    }
    return {
        name: pa.Table.from_pylist(found, schema=(node_kinds().get(name) or edge_kinds()[name]).arrow)
        for name, found in rows.items()
    }


def author(key: str, chance: random.Random, words: list[str]) -> dict[str, object]:
    given, family = chance.choices(words, k=2)
    return whole("Author", key, f"{given} {family}", [given, family]) | {
        "sort_name": f"{family}, {given}",
        "family": family,
        "given": given,
        "evidence": "name_only",
        "external_ids": [f"orcid:{key}"] if chance.random() < 0.1 else [],
        "paper_count": 3,
        "collaborator_count": 5,
        "close_collaborator_count": 1,
        "first_year": 2010,
        "last_year": 2023,
        "affiliation_status": "SOURCE_SILENT",
    }


def paper(key: str, chance: random.Random, words: list[str]) -> dict[str, object]:
    title = chance.choices(words, k=9)
    return whole("Paper", key, " ".join(title), title) | {
        "title": " ".join(title),
        "abstract": " ".join(chance.choices(words, k=130)) if chance.random() < 0.5 else None,
        "year": chance.randrange(1980, 2024),
        "date": "2020-07",
        "type": "article",
        "doi": f"10.18653/v1/{key}",
        "external_ids": [f"acl:{key}", f"doi:10.18653/v1/{key}"],
        "versions": [f'{{"source":"acl-anthology","record":"{key}","type":"article","date":"2020-07"}}'],
        "url": f"https://aclanthology.org/{key}",
        "pdf_url": f"https://aclanthology.org/{key}.pdf",
        "is_retracted": False,
        "author_count": 3,
        "is_author_list_complete": True,
    }


def whole(label: str, key: str, name: str, tokens: list[str]) -> dict[str, object]:
    shown = {"name": name} if any(field.name == "name" for field in node_kind(label).columns) else {}
    search = {"search_names": f"|{name}|", "search_tokens": " ".join(sorted(set(tokens))), "search_rank": 3}
    return {"key": key, "sort_key": name, "sources": ["acl-anthology"], **search, **shown}


def authorship(author: str, paper: str, place: int) -> dict[str, object]:
    how = {"name": f"Name of {place}", "evidence": "name_only", "confidence": 0.5, "sources": ["acl-anthology"]}
    return {"source": author, "target": paper, "position": place, **how}


def tie(a: str, b: str) -> dict[str, object]:
    weight = {"paper_count": 1, "strength": 0.5, "recent_strength": 0.25, "is_close": False}
    return {"source": a, "target": b, "first_year": 2010, "last_year": 2020, "sources": ["acl-anthology"], **weight}


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--uri", default="bolt://localhost:7687")
    parser.add_argument("--user", default="neo4j")
    parser.add_argument("--password", default="research-graph-local")
    parser.add_argument("--papers", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
