"""A library is silent until a program asks: no module logs past the standard library's levels and handlers."""

from pathlib import Path

import pytest
from support.house import modules

LOGGER = "structlog.wrap_logger(logging.getLogger(__name__))"
LOGGING = [path for path in modules() if "import structlog\n" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", [path for path in LOGGING if path.name != "log.py"], ids=str)
def test_a_module_logs_to_the_standard_logger_of_its_name(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert f"_log = {LOGGER}\n" in text
    assert "structlog.get_logger" not in text
