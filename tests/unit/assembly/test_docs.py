"""docs/builds.md says what the code does: every precedence rule, parameter, count and state."""

from dataclasses import fields
from pathlib import Path

import pytest
from research_graph.assembly import precedence
from research_graph.assembly.parameters import Parameters
from research_graph.schema.catalog import edge_kinds, node_kinds
from support.assembled import assembled

TEXT = (Path(__file__).parents[3] / "docs" / "builds.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["Paper", "Institution", "Topic", "Venue"])
def test_precedence_tables_are_the_rules(kind: str) -> None:
    section = TEXT.split(f"### {kind}\n")[1].split("###")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    rules = getattr(precedence, kind.upper())
    assert lines == [f"| {field} | {rule.value} |" for field, rule in rules.items()]
    named = {field.name for field in node_kinds()[kind].columns} | {"aliases"}
    assert set(rules) <= named


def test_parameters_with_their_defaults() -> None:
    defaults = Parameters()
    for field in fields(Parameters):
        value = getattr(defaults, field.name)
        text = ", ".join(value) if isinstance(value, tuple) else "none" if value is None else str(value)
        assert f"| `{field.name}` | {text} |" in TEXT


def test_every_count_edge_kind_and_state_is_named(tmp_path: Path) -> None:
    for name in assembled(tmp_path, {}).manifest["counts"]:
        assert f"`{name}`" in TEXT
    assert all(f"**{name}**" in TEXT for name in edge_kinds())
    assert all(f"| {state} |" in TEXT for state in ("KNOWN", "CONFLICTING", "NOT_IMPORTED", "SOURCE_SILENT"))
