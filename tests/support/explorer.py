"""The tool that builds the explorer, as a module."""

import importlib.util
from types import ModuleType

from support.house import ROOT


def explorer_tool() -> ModuleType:
    """tools/explorer.py, a module of its own each time: a test may change what it looks at."""
    found = importlib.util.spec_from_file_location("explorer_tool", ROOT / "tools" / "explorer.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module
