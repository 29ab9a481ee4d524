"""Small files, small functions: a waiver is a comment `# budget: reason` in the first lines of the file or function."""

import ast
from pathlib import Path

import pytest
from support.house import ROOT, modules

TOOLS = sorted(path for folder in ("tests", "bench", "tools") for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", [*modules(), *TOOLS], ids=str)
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    place = path.relative_to(ROOT)
    limit = 20 if path.name == "__init__.py" else 400
    assert len(lines) <= limit or "# budget:" in "\n".join(lines[:20]), f"{place}: {len(lines)} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            body = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            assert length <= 60 or "# budget:" in body, f"{place}:{node.lineno} {node.name}: {length} lines"


@pytest.mark.parametrize("path", modules(), ids=str)
def test_a_module_says_why_it_exists(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path.relative_to(ROOT)
