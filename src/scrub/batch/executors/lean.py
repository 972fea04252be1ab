"""pydicom imported without what it takes along where that is installed, and scrub never uses.

2026-11: requests and tqdm, which come with rapidocr, are for files that pydicom can download, and
took longer to import than pydicom itself; gdcm is a decoder that can end the process.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

UNUSED = ("gdcm", "requests", "tqdm")


def import_pydicom() -> None:
    """Import pydicom, if it is not here yet. No other thread may be importing anything."""
    if "pydicom" not in sys.modules:
        with _absent(UNUSED):
            import_module("pydicom")


@contextmanager
def _absent(names: tuple[str, ...]) -> Iterator[None]:
    """Let packages seem not to be installed; those that are here already stay."""
    # What Python itself takes for a module that cannot be imported.
    hidden: Mapping[str, ModuleType | None] = dict.fromkeys(set(names) - set(sys.modules))
    modules: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]
    modules.update(hidden)
    try:
        yield
    finally:
        for name in hidden:
            del modules[name]
