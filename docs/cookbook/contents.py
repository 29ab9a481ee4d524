"""Writes the table of README.md from the headers of the .cypher files: `python docs/cookbook/contents.py`."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
README = FOLDER / "README.md"
BEGIN, END = "<!-- contents -->\n", "<!-- end of contents -->\n"


@dataclass(frozen=True)
class Recipe:
    """A file: the question in words, example parameters, the answer's columns, the statement."""

    name: str
    question: str
    params: dict[str, Any]
    columns: list[str]
    text: str


def recipes() -> list[Recipe]:
    """All files by name; ValueError for one without a whole header."""
    return [read(path) for path in sorted(FOLDER.glob("*.cypher"))]


def read(path: Path) -> Recipe:
    """The recipe of a file."""
    text = path.read_text(encoding="utf-8")
    question, params, columns, *_ = text.splitlines()
    heads = ("// ", "// params: ", "// columns: ")
    if not all(line.startswith(head) for line, head in zip((question, params, columns), heads, strict=True)):
        raise ValueError(f"{path}: the header is a question, params and columns")
    return Recipe(
        path.name,
        question.removeprefix(heads[0]),
        json.loads(params.removeprefix(heads[1])),
        columns.removeprefix(heads[2]).split(", "),
        text,
    )


def contents() -> str:
    """The table in Markdown."""
    lines = ["| file | question | example parameters | columns |", "| --- | --- | --- | --- |"]
    for each in recipes():
        params = f"`{json.dumps(each.params, ensure_ascii=False)}`" if each.params else ""
        lines.append(f"| [{each.name}]({each.name}) | {each.question} | {params} | {', '.join(each.columns)} |")
    return "\n".join(lines) + "\n"


def readme() -> str:
    """README.md with the table as it should be."""
    before, rest = README.read_text(encoding="utf-8").split(BEGIN)
    return before + BEGIN + contents() + END + rest.split(END)[1]


if __name__ == "__main__":
    README.write_text(readme(), encoding="utf-8")
