"""What several architecture tests read."""

import importlib.util
import sys
from types import ModuleType

import pytest

from arch.tree import ROOT


@pytest.fixture(scope="session")
def reference() -> ModuleType:
    """Load the script that writes the reference pages."""
    spec = importlib.util.spec_from_file_location("build_reference", ROOT / "docs" / "build_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
