"""What is written is true: generated pages are current, and commands, options, targets, links and imports exist."""

import importlib
import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer
from research_graph.service.cli import app
from research_graph.service.settings import PREFIX, Settings, secrets
from support.house import ROOT
from typer.core import TyperGroup, TyperOption

PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
PROGRAM = "research-graph"
CLI = typer.main.get_command(app)
SPAN = re.compile(r"`([^`\n]+)`")
TARGET = re.compile(r"^([a-z0-9][a-z0-9-]*):", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def docs_tool() -> ModuleType:
    found = importlib.util.spec_from_file_location("docs_tool", ROOT / "tools" / "docs.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Language and content of each fenced block."""
    yield from re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def called(path: Path, program: str) -> Iterator[str]:
    """Calls of a program on a page: lines of blocks and spans of code that begin with its name."""
    text = path.read_text(encoding="utf-8")
    lines = [line for _, block in blocks(text) for line in block.replace("\\\n", " ").splitlines()]
    outside = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for line in (*lines, *SPAN.findall(outside)):
        call = line.strip().removeprefix("$ ").strip()
        if call.split(" ")[0].rpartition("/")[2] == program:
            yield call


def words(call: str) -> list[str]:
    """A call's words up to a comment, a pipe or a redirection, its program left out."""
    found = shlex.split(call, comments=True)[1:]
    ends = [place for place, word in enumerate(found) if word in ("|", ">", "<", "&&", ";", "…") or word[0] in "|>"]
    return found[: ends[0]] if ends else found


def faults(call: str) -> Iterator[str]:
    """What a call names that does not exist."""
    command: Any = CLI
    given, positional = words(call), 0
    while given:
        word = given.pop(0)
        options = {option: each for each in command.params if isinstance(each, TyperOption) for option in each.opts}
        if word.startswith("--"):
            name, equals, _ = word.partition("=")
            if name == "--help":
                continue
            if name not in options:
                yield f"no option {name}"
                return
            if not options[name].is_flag and not equals:
                given = given[1:]
        elif isinstance(command, TyperGroup):
            found = command.get_command(typer.Context(command), word)
            if found is None and not word.isupper():
                yield f"no command {word}"
            if found is None:
                return
            command = found
        else:
            positional += 1
    arguments = [each for each in command.params if not isinstance(each, TyperOption)]
    if positional > len(arguments) and not any(each.nargs == -1 for each in arguments):
        yield f"{positional} arguments, at most {len(arguments)} are taken"


def commands(command: Any = CLI, path: str = PROGRAM) -> Iterator[tuple[str, Any]]:
    yield path, command
    if isinstance(command, TyperGroup):
        for name in command.list_commands(typer.Context(command)):
            yield from commands(command.get_command(typer.Context(command), name), f"{path} {name}")


def test_the_generated_pages_are_current() -> None:
    assert docs_tool().stale_pages() == {}, "run `make fmt`"


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        ("research-graph lod x", ["no command lod"]),
        ("research-graph build dif A B", ["no command dif"]),
        ("research-graph load openalex a b c --allow-shrnk", ["no option --allow-shrnk"]),
        ("research-graph stats now", ["1 arguments, at most 0 are taken"]),
        ("research-graph --workspace w --store=x load records a b c --name n | head  # so", []),
        ("research-graph [--workspace DIR] COMMAND", ["no command [--workspace"]),
    ],
)
def test_wrong_calls_would_be_found(call: str, fault: list[str]) -> None:
    assert list(faults(call)) == fault


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_calls_of_the_command_line_parse(page: Path) -> None:
    calls = [call for call in called(page, PROGRAM) if "[--workspace" not in call]
    assert {call: found for call in calls if (found := list(faults(call)))} == {}


def test_the_readme_shows_commands() -> None:
    assert len(list(called(ROOT / "README.md", PROGRAM))) >= 5


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_targets_of_make_exist(page: Path) -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    named = {word for call in called(page, "make") for word in words(call) if re.fullmatch(r"[a-z0-9-]+", word)}
    assert named - targets == set()


def test_every_target_of_make_says_what_it_does() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if TARGET.match(line) and "## " not in line] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert [link for link in LINK.findall(SPAN.sub("", text)) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_imports_in_examples_exist(page: Path) -> None:
    for language, block in blocks(page.read_text(encoding="utf-8")):
        if language == "python":
            for module, names in re.findall(r"^from (research_graph[\w.]*) import ([\w, ]+)$", block, re.MULTILINE):
                found = importlib.import_module(module)
                assert [name for name in names.split(", ") if not hasattr(found, name)] == []


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    names = {PREFIX + name.upper() for name in Settings.model_fields} | {
        f"{PREFIX}{name.upper()}_FILE" for name in secrets()
    }
    assert {name for name in names if not re.search(rf"\b{name}\b", text)} == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_settings_on_pages_exist(page: Path) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {
        f"{PREFIX}{name.upper()}_FILE" for name in secrets()
    }
    named = set(re.findall(rf"\b{PREFIX}[A-Z0-9_]*[A-Z0-9]\b", page.read_text(encoding="utf-8")))
    assert named - known == set()


@pytest.mark.parametrize(
    ("path", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_and_parameter_has_help(path: str, command: Any) -> None:
    assert command.help, path
    shown = [each for each in command.params if each.name not in ("help", "install_completion", "show_completion")]
    assert [each.name for each in shown if not getattr(each, "help", None)] == []
    assert f"`{path}`" in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") or path == PROGRAM
