from __future__ import annotations

import json
import signal
import subprocess
import sys
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest

from doubles.browsers import served
from doubles.review_page import TESTS, cine, labelled, make_run, plain

if TYPE_CHECKING:
    from pathlib import Path

WORDS = ("review", "out", "in", "--key", "key", "--reviewer", "A. Reviewer")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("review")
    make_run(made, [plain(0), labelled(1), cine(2)])
    return made


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TESTS))


def opener() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


def asked(browser: OpenerDirector, url: str, data: object = None) -> Any:  # noqa: ANN401 (JSON)
    base = "/".join(url.split("/")[:3])
    headers = {"Content-Type": "application/json", "Origin": base}
    sent = None if data is None else json.dumps(data).encode()
    with browser.open(Request(url, sent, headers), timeout=60) as answer:
        return json.load(answer)


def test_a_run_is_shown_to_one_browser_until_it_is_interrupted(folder: Path) -> None:
    with served(folder, *WORDS) as (link, process):
        base = link.partition("?")[0]
        browser = opener()
        browser.open(link, timeout=20).close()
        told = asked(browser, f"{base}api/review")
        assert [one["findings"] > 0 for one in told["items"]] == [True, True, False]
        assert all(one["there"] for one in told["items"])
        for url in (base, link):
            with pytest.raises(HTTPError) as turned_away:
                opener().open(url, timeout=20)
            assert turned_away.value.code == 403
            turned_away.value.close()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
        assert (process.returncode, errors) == (0, "")


def test_all_text_is_looked_for_as_the_run_did(folder: Path) -> None:
    with served(folder, *WORDS) as (link, _):
        base = link.partition("?")[0]
        browser = opener()
        browser.open(link, timeout=20).close()
        found = {
            number: asked(browser, f"{base}api/items/{number}/texts", {})["places"]
            for number in range(3)
        }
        assert [len(places) > 0 for places in found.values()] == [True, True, False]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("nowhere", "in"), 5, "no report of nowhere"),
        (("out", "nowhere"), 5, "nowhere"),
        (("out", "in", "--key", "other"), 5, "--key of that run"),
        (("out", "in", "--port", "70000"), 2, "70000"),
    ],
)
def test_what_cannot_begin_is_told(
    folder: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    other = folder / "other"
    if not other.exists():
        other.write_text("0" * 64 + "\n", encoding="ascii")
        other.chmod(0o600)
    done = subprocess.run(
        [sys.executable, "-m", "scrub", "review", "--key", "key", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
