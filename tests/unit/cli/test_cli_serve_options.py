"""What `scrub serve` is told, and what is wrong with it before anything is made."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from scrub.cli import serve
from scrub.cli.main import main
from scrub.cli.serve_ending import Ending
from scrub.cli.serve_options import logins, parser, token
from scrub.errors import MissingToolError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


def private(path: Path, content: str, mode: int = 0o600) -> str:
    path.write_text(content)
    path.chmod(mode)
    return str(path)


def test_nobody_else_reaches_it_unless_it_is_told_so() -> None:
    told = parser().parse_args(["node"])
    assert (told.listen, told.port, told.aet, told.http_port) == ("127.0.0.1", 11112, "SCRUB", None)


def test_the_token_is_read_from_a_file_that_nobody_else_reads(tmp_path: Path) -> None:
    assert token(parser().parse_args(["node"])) == ""
    path = private(tmp_path / "token", "open-sesame\n")
    assert token(parser().parse_args(["node", "--token-file", path])) == "open-sesame"


@pytest.mark.parametrize(("content", "mode"), [("open-sesame", 0o644), (" \n", 0o600)])
def test_a_token_that_others_read_or_that_is_none_is_told(
    tmp_path: Path, content: str, mode: int
) -> None:
    path = private(tmp_path / "token", content, mode)
    with pytest.raises(UsageError) as told:
        token(parser().parse_args(["node", "--token-file", path]))
    assert "sesame" not in str(told.value)


def test_passwords_are_read_from_a_file_that_is_named_or_is_in_the_environment(
    tmp_path: Path,
) -> None:
    path = private(tmp_path / "netrc", "machine archive login me password hush\n")
    named = parser().parse_args(["node", "--netrc", path])
    assert logins(named, {}) == {"archive": ("me", "hush")}
    assert logins(parser().parse_args(["node"]), {"NETRC": path}) == {"archive": ("me", "hush")}
    assert logins(parser().parse_args(["node"]), {}) == {}


@pytest.mark.parametrize(
    ("content", "mode"), [("machine a login b password hush", 0o640), ("hush hush", 0o600)]
)
def test_passwords_that_others_read_or_that_are_none_are_told_and_not_repeated(
    tmp_path: Path, content: str, mode: int
) -> None:
    path = private(tmp_path / "secret", content, mode)
    with pytest.raises(UsageError) as told:
        logins(parser().parse_args(["node", "--netrc", path]), {})
    assert "hush" not in str(told.value)


@pytest.mark.parametrize(
    "words",
    [
        ("--workers", "0"),
        ("--to", "nowhere"),
        ("--aet", "A\\B"),
        ("--calling", ""),
        ("--text", "all"),
        ("--token-file", "away"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_made(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["serve", "node", "--key", "key", *words]) == 2
    assert not list(tmp_path.iterdir())


def test_without_its_libraries_it_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "find_spec", lambda name: name != "pynetdicom")
    with pytest.raises(MissingToolError, match=r"pynetdicom: pip install 'dicom-scrub\[node\]'"):
        serve.run(parser().parse_args(["node"]))


def test_a_first_signal_asks_and_a_second_interrupts() -> None:
    called = []
    with Ending(60) as ending:
        ending.before(lambda: called.append("asked"))
        os.kill(os.getpid(), signal.SIGTERM)
        assert ending.is_asked
        ending.before(lambda: called.append("late"))
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert called == ["asked", "late"]


def test_when_the_time_is_over_it_interrupts_but_not_once_all_has_ended() -> None:
    with Ending(0.05) as ending:
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            signal.pause()
    with Ending(0.05) as ending:
        os.kill(os.getpid(), signal.SIGTERM)
        ending.over()
        ending._asked.clear()
        ending.wait(0.2)
