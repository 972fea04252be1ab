"""The page's application, with instances to decide on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.headed import headers_of, made, scrubbed
from doubles.reviewed import NAME, ONE, TEXTS, found, held, record, serving
from scrub.recipe import Recipe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

    from scrub.review.headers import Headers


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """One cine that was held, two instances that were written, as far as is told."""
    findings = [found(NAME, ONE, "name", 1.0)]
    told = [held(), record(1, findings=findings), record(2)]
    with serving(tmp_path, *told, texts=TEXTS) as opened:
        yield opened


@pytest.fixture
def headers(tmp_path: Path) -> Headers:
    """A sitting at the header of one instance, after a run of headers alone."""
    return headers_of(tmp_path, scrubbed(tmp_path, Recipe(), made()))
