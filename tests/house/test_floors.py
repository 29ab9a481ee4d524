"""The floors of the house: who may import whom, and which library is used where."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.house import ROOT, modules

ALLOWED = {
    "schema": set(),
    "ledger": {"schema"},
    "store": {"schema"},
    "loaders": {"schema", "ledger"},
    "identity": {"schema", "ledger"},
    "assembly": {"schema", "ledger", "identity"},
    "analytics": {"schema", "assembly"},
    "graphql": {"schema", "store"},
    "pipeline": {"schema", "ledger", "store", "loaders", "identity", "assembly", "analytics"},
    "service": {"schema", "ledger", "store", "loaders", "identity", "assembly", "analytics", "graphql", "pipeline"},
    "demo": {"schema", "ledger", "loaders", "identity"},
}
FENCES = {
    "neo4j": ("store/neo4j/", "analytics/algorithms/leiden_gds.py"),
    "networkit": ("analytics/algorithms/",),
    "graspologic_native": ("analytics/algorithms/",),
    "igraph": ("analytics/algorithms/",),
    "community": ("analytics/algorithms/",),
    "networkx": ("analytics/algorithms/",),
    "duckdb": ("ledger/", "identity/", "assembly/", "analytics/"),
    "strawberry": ("graphql/",),
    "opentelemetry": ("service/web/telemetry.py",),
    "starlette": ("graphql/", "service/pages/", "service/web/"),
    "uvicorn": ("service/web/",),
    "typer": ("service/",),
    "rich": ("service/",),
    "pydantic": ("service/",),
}


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Absolute dotted names that a module imports, relative ones resolved from the root; with line numbers."""
    package = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "", node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level]
            yield from (
                (".".join(("research_graph", *base, *(node.module or alias.name).split("."))), node.lineno)
                for alias in node.names
            )


@pytest.mark.parametrize("path", modules(), ids=str)
def test_a_module_imports_only_floors_below(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0].removesuffix(".py")
    if own in ("__init__", "__main__"):
        return
    for name, line in imports(path):
        parts = name.split(".")
        if parts[0] == "research_graph" and len(parts) > 1 and parts[1] not in (own, "__version__"):
            assert parts[1] in ALLOWED[own], f"{path.relative_to(ROOT)}:{line} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=str)
def test_a_library_stays_behind_its_fence(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    for name, line in imports(path):
        fence = FENCES.get(name.split(".")[0])
        assert fence is None or place.startswith(fence), f"{place}:{line} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=str)
def test_the_environment_is_read_in_one_place(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    if place == "service/settings.py":
        return
    text = path.read_text(encoding="utf-8")
    assert "os.environ" not in text, place
    assert "getenv" not in text, place
