"""The page's application, with instances to decide on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.reviewed import NAME, ONE, TEXTS, found, held, record, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """One cine that was held, two instances that were written, as far as is told."""
    findings = [found(NAME, ONE, "name", 1.0)]
    told = [held(), record(1, findings=findings), record(2)]
    with serving(tmp_path, *told, texts=TEXTS) as opened:
        yield opened
