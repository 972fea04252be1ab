from __future__ import annotations

import json
import signal
import subprocess
import sys
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from doubles.browsers import served

SAMPLE = str(Path(__file__).resolve().parents[2] / "fixtures" / "sample")
WORDS = ("templates", "tune", SAMPLE, "--no-look", "--workers", "0", "--key", "key")


def opener() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


def asked(browser: OpenerDirector, url: str) -> Any:  # noqa: ANN401 (JSON)
    with browser.open(url, timeout=20) as answer:
        return json.load(answer)


def test_a_folder_is_shown_to_one_browser_until_it_is_interrupted(tmp_path: Path) -> None:
    with served(tmp_path, *WORDS) as (link, process):
        base = link.partition("?")[0]
        browser = opener()
        browser.open(link, timeout=20).close()
        machines = asked(browser, f"{base}api/machines")["machines"]
        assert sum(one["instances"] for one in machines) == 9
        # It is at work on projections when it is interrupted.
        asked(browser, f"{base}api/machines/0/progress")
        for url in (base, link):
            with pytest.raises(HTTPError) as turned_away:
                opener().open(url, timeout=20)
            assert turned_away.value.code == 403
            turned_away.value.close()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
        assert process.returncode == 0
        assert errors.splitlines()[-1:] == ["scrub: looked at 9 instances"]
    assert {path.name for path in tmp_path.iterdir()} <= {"key", ".config", ".cache"}


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("nowhere",), 5, "nowhere"),
        ((SAMPLE, "--save", "site.txt"), 5, "yaml"),
        ((SAMPLE, "--templates", "nowhere"), 3, "nowhere"),
        ((SAMPLE, "--port", "70000"), 2, "70000"),
        ((SAMPLE, "--ocr", "nothing"), 2, "nothing"),
    ],
)
def test_what_cannot_begin_is_told(
    tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    command = ["templates", "tune", *words, "--key", "key", "--workers", "0"]
    done = subprocess.run(
        [sys.executable, "-m", "scrub", *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    assert says in done.stderr
    assert done.stdout == ""


def test_names_that_are_there_twice_are_told_before_anything_is_looked_at(tmp_path: Path) -> None:
    text = (
        "schema: 1\ntemplates:\n  - name: twice\n    when:\n"
        "      - {attribute: Modality, equals: US}\n    black:\n      - {area: whole-frame}\n"
    )
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.yaml").write_text(text, encoding="utf-8")
    command = [*WORDS, "--templates", "a", "--save", "b/b.yaml"]
    done = subprocess.run(
        [sys.executable, "-m", "scrub", *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "twice" in done.stderr
