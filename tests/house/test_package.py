"""The repository root is the package: what goes into wheel and sdist, and the traps of that layout."""

import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from support.explorer import explorer_tool
from support.house import ROOT, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_no_init_in_graphql() -> None:
    assert not (ROOT / "graphql" / "__init__.py").exists(), "it would shadow graphql-core"


def test_no_init_below_tests_and_no_conftest_at_the_root() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))
    assert not (ROOT / "conftest.py").exists()


def test_every_package_is_listed() -> None:
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    found = {".".join(("research_graph", *path.parent.relative_to(ROOT).parts)) for path in modules()}
    assert found == listed


def test_the_root_is_inert() -> None:
    lines = (ROOT / "__init__.py").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith(('"""', "__version__"))] == []


BUILT = {"index.html", "assets/index-abc.js", "documents/graph.graphql"}
"""Files that stand for the explorer's, beside the record of its sources."""


def packaged(project: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, project]
    return subprocess.run(command, check=False, capture_output=True, text=True)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree, as building writes into it; without what was built into it."""
    copy = tmp_path_factory.mktemp("tree") / "project"
    ignored = (".*", "build", "dist", "*.egg-info", "__pycache__", "node_modules", "static")
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*ignored))
    return copy


@pytest.fixture(scope="module")
def distributions(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheel and sdist of a tree in which the explorer is built."""
    out = tmp_path_factory.mktemp("dist")
    write_built(project, explorer_tool().digest(project))
    done = packaged(project, out)
    assert done.returncode == 0, done.stderr
    return out


def write_built(project: Path, digest: str) -> None:
    built = project / "service" / "static" / "explorer"
    for name in BUILT:
        (built / name).parent.mkdir(parents=True, exist_ok=True)
        (built / name).write_text(name)
    (built / "sources.sha256").write_text(digest)


@pytest.mark.parametrize("digest", [None, "0" * 64], ids=["not built", "of other sources"])
def test_nothing_is_packaged_without_the_explorer_of_these_sources(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, digest: str | None
) -> None:
    shutil.rmtree(project / "service" / "static", ignore_errors=True)
    if digest is not None:
        write_built(project, digest)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    done = packaged(project, tmp_path / "out")
    assert done.returncode != 0
    told = done.stdout + done.stderr
    assert "error: there is no Node 20.19 or newer here, and none came from PyPI" in told
    assert "hint: install Node 20.19 or newer, or let pip reach its index, then make explorer" in told
    assert not list(tmp_path.glob("out/*"))


def test_the_wheel_holds_the_package_and_nothing_else(distributions: Path) -> None:
    with zipfile.ZipFile(next(distributions.glob("*.whl"))) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    expected = {f"research_graph/{path.relative_to(ROOT).as_posix()}" for path in modules()}
    expected |= {"research_graph/py.typed", "research_graph/demo/NOTICE"}
    expected |= {f"research_graph/demo/{path.name}" for path in (ROOT / "demo").glob("*.gz")}
    expected |= {f"research_graph/service/static/explorer/{name}" for name in (*BUILT, "sources.sha256")}
    expected |= {"research_graph/graphql/schema.graphql"}
    pages = ROOT / "service" / "pages"
    parts = ("assets", "documents", "templates")
    shown = (path for part in parts for path in (pages / part).rglob("*") if path.is_file())
    expected |= {f"research_graph/{path.relative_to(ROOT).as_posix()}" for path in shown}
    assert names == expected


def test_the_wheel_carries_license_and_notice(distributions: Path) -> None:
    with zipfile.ZipFile(next(distributions.glob("*.whl"))) as wheel:
        names = {Path(name).name for name in wheel.namelist() if ".dist-info/licenses/" in name}
    assert names == {"LICENSE", "NOTICE"}


def test_the_sdist_builds_the_same_package(distributions: Path) -> None:
    with tarfile.open(next(distributions.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    missing = {path.relative_to(ROOT).as_posix() for path in modules()} - names
    assert not missing
    assert {"pyproject.toml", "tools/backend.py", "tools/explorer.py"} <= names
    assert {f"service/static/explorer/{name}" for name in BUILT} <= names


def test_it_runs_as_a_module_from_the_root() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "research_graph", "--version"],
        cwd=ROOT.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("research-graph ")
