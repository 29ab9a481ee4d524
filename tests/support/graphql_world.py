"""The bundled sample, clustered, behind the API: documents in, JSON out, each compared with what graphql-core gives."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from graphql import FragmentDefinitionNode, GraphQLError, execute, get_operation_ast, parse, validate
from graphql.execution.values import get_variable_values
from research_graph.assembly.build import Build
from research_graph.graphql.cost import cost_of
from research_graph.graphql.execution import Execution
from research_graph.graphql.request import Request
from research_graph.graphql.schema import schema
from research_graph.graphql.selection import Compiler, Selection
from research_graph.schema.catalog import edge_kinds, node_kind
from research_graph.store.port import Store
from support.counted_snapshot import CountedSnapshot


class World:
    """A store with its build; `calls` and `cost` are those of the last document answered."""

    def __init__(self, build: Build, store: Store) -> None:
        self.build = build
        self.store = store
        self.calls: Counter[str] = Counter()
        self.cost = 0
        self._tables: dict[str, list[dict[str, Any]]] = {}

    def answer(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data, without any error and the same as graphql-core's, which asks row by row."""
        with self.running(document, variables) as (selection, request, values):
            self.cost = cost_of(selection, values)
            execution = Execution(request, values)
            data = execution.run(selection)
            assert execution.errors == []
            asked = dict(request.snapshot.calls)
            plain = execute(schema(), parse(document), context_value=request, variable_values=variables)
            self.calls = Counter(asked)
        assert plain.errors is None
        assert plain.data == data
        found: dict[str, Any] = json.loads(json.dumps(data))
        return found

    def refused(self, document: str, **variables: Any) -> list[GraphQLError]:
        """The errors of a document that cannot be answered whole."""
        with self.running(document, variables) as (selection, request, values):
            try:
                cost_of(selection, values)
            except GraphQLError as error:
                return [error]
            execution = Execution(request, values)
            execution.run(selection)
            return execution.errors

    @contextmanager
    def running(self, document: str, variables: dict[str, Any]) -> Iterator[tuple[Selection, Request, Any]]:
        """A document made ready, and a request that counts its store calls."""
        parsed = parse(document)
        assert validate(schema(), parsed) == []
        operation = get_operation_ast(parsed)
        assert operation is not None
        values = get_variable_values(schema(), operation.variable_definitions or (), variables)
        assert not isinstance(values, list), values
        fragments = {node.name.value: node for node in parsed.definitions if isinstance(node, FragmentDefinitionNode)}
        query = schema().query_type
        assert query is not None
        selection = Compiler(schema(), fragments, values).selection(query, [operation.selection_set])
        with self.store.snapshot() as snapshot:
            publication = snapshot.publication()
            assert publication is not None
            yield selection, Request(CountedSnapshot(snapshot), publication), values  # type: ignore[arg-type]

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """The build's rows of a kind."""
        if kind not in self._tables:
            self._tables[kind] = self.build.table(edge_kinds().get(kind) or node_kind(kind)).to_pylist()
        return self._tables[kind]

    def by_key(self, label: str) -> dict[str, dict[str, Any]]:
        """The build's nodes of a label by key."""
        return {row["key"]: row for row in self.rows(label)}
