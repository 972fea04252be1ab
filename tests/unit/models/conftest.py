"""What trains the detector: there where torch is."""

from __future__ import annotations

import os
from importlib import import_module, util
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

REQUIRED = "SCRUB_TRAINING"


@pytest.fixture(scope="session")
def torch() -> ModuleType:
    """The test is skipped where there is no torch, or fails if one is required."""
    if util.find_spec("torch") is not None:
        return import_module("torch")
    reason = "torch is not installed, which trains the detector"
    if os.environ.get(REQUIRED) == "required":
        pytest.fail(f"{reason}, and {REQUIRED}=required")
    pytest.skip(reason)
