"""The explorer's own tests, of what needs no browser, as part of the suite."""

from __future__ import annotations

import os
import subprocess

from support.explorer import explorer_tool
from support.house import ROOT


def test_they_pass(built_explorer: None) -> None:
    npm, path = explorer_tool().node_here() or explorer_tool().node_of_pypi(ROOT)
    done = subprocess.run(
        [*npm, "test"],
        cwd=ROOT / "explorer",
        env={**os.environ, "PATH": path, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout
