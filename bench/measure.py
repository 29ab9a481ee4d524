"""Runs commands as whole processes and measures them: wall and processor seconds, peak memory of the process."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock, seconds of processor, MiB at the peak."""

    wall: float
    cpu: float
    peak: float


class CommandFailedError(Exception):
    """A measured command did not end well."""


def run(command: Sequence[str]) -> Cost:
    """The cost of one run; CommandFailedError with what it wrote when its status is not 0."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise CommandFailedError(f"{' '.join(command)} ended with {process.returncode}:\n{output.decode()[-2000:]}")
    return Cost(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of every figure by itself."""
    return Cost(*(median(getattr(cost, name) for cost in costs) for name in ("wall", "cpu", "peak")))
