"""A run's result, the page on which it is reviewed, and the one that shows its headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.browsers import chromium
from doubles.header_page import looking
from doubles.header_page import make_run as make_headed
from doubles.review_page import (
    CINES,
    LABELLED,
    PLAIN,
    cine,
    labelled,
    make_run,
    plain,
    reviewing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from doubles.header_page import Sitting as HeaderSitting
    from doubles.review_page import Sitting


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def made(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run's result, which nobody changes. Without a browser it is not made."""
    assert browser.is_connected()
    folder = tmp_path_factory.mktemp("review")
    datasets = [labelled(number) for number in range(LABELLED)]
    datasets += [cine(LABELLED + number) for number in range(CINES)]
    datasets += [plain(LABELLED + CINES + number) for number in range(PLAIN)]
    make_run(folder, datasets)
    return folder


@pytest.fixture
def folder(made: Path) -> Iterator[Path]:
    """The result as the run left it: the paths are those by which it names its sources."""
    yield made
    (made / "out.decisions").unlink(missing_ok=True)
    (made / "out.report" / "positions.json").unlink(missing_ok=True)


@pytest.fixture
def sitting(browser: Browser, folder: Path) -> Iterator[Sitting]:
    with reviewing(browser, folder) as opened:
        yield opened
        assert opened.troubles == []


@pytest.fixture(scope="module")
def headed(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of headers alone, which nobody changes. Without a browser it is not made."""
    assert browser.is_connected()
    folder = tmp_path_factory.mktemp("headers")
    make_headed(folder)
    return folder


@pytest.fixture
def headed_folder(headed: Path) -> Iterator[Path]:
    yield headed
    for path in headed.glob("out.recipe*"):
        path.unlink()


@pytest.fixture
def headers(browser: Browser, headed_folder: Path) -> Iterator[HeaderSitting]:
    with looking(browser, headed_folder) as opened:
        yield opened
        assert opened.troubles == []
