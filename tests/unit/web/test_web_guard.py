from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from scrub.web.door import Door, Secrets
from scrub.web.guard import HEADERS, Guard

if TYPE_CHECKING:
    from starlette.requests import Request

PORT = 8123
HERE = f"http://127.0.0.1:{PORT}"
TOKEN, SESSION = "token-of-the-link", "session-of-the-cookie"
WRITE = {"Origin": HERE, "Content-Type": "application/json"}


def page(_: Request) -> PlainTextResponse:
    return PlainTextResponse("the page")


def breaking(_: Request) -> PlainTextResponse:
    raise ValueError("ROE^RICHARD")


def browser(base_url: str = HERE, *, raises: bool = True) -> TestClient:
    routes = [Route("/", page), Route("/write", page, methods=["POST"]), Route("/bug", breaking)]
    guard = Guard(Starlette(routes=routes), Door(PORT, Secrets(TOKEN, SESSION)))
    return TestClient(guard, base_url=base_url, raise_server_exceptions=raises)


def let_in() -> TestClient:
    client = browser()
    assert client.get("/", params={"token": TOKEN}).text == "the page"
    return client


def test_without_the_link_nothing_is_answered() -> None:
    for path in ("/", "/bug", "/nowhere"):
        assert browser().get(path).status_code == 403


def test_the_link_becomes_a_cookie_that_scripts_and_other_sites_do_not_get() -> None:
    answer = browser().get("/", params={"token": TOKEN}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(f"scrub-{PORT}={SESSION}")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert TOKEN not in cookie


def test_the_link_opens_once() -> None:
    client = let_in()
    client.cookies.clear()
    answer = client.get("/", params={"token": TOKEN})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_whoever_was_let_in_may_reload_the_link() -> None:
    assert let_in().get("/", params={"token": TOKEN}).text == "the page"


@pytest.mark.parametrize("token", ["", "x", TOKEN[:-1], TOKEN + "x", SESSION])
def test_another_token_does_not_open_and_does_not_use_up_the_link(token: str) -> None:
    client = browser()
    assert client.get("/", params={"token": token}).status_code == 403
    assert client.get("/", params={"token": TOKEN}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", "", "[::1]:8123"]
)
def test_a_name_that_was_made_to_point_here_is_turned_away(host: str) -> None:
    client = let_in()
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "the page" not in answer.text


def test_a_foreign_name_does_not_use_up_the_link() -> None:
    client = browser()
    answer = client.get("/", params={"token": TOKEN}, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert client.get("/", params={"token": TOKEN}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", f"https://127.0.0.1:{PORT}", "http://127.0.0.1"]
)
def test_another_page_cannot_write(origin: str) -> None:
    answer = let_in().post("/write", json={}, headers={"Origin": origin})
    assert answer.status_code == 403


def test_a_write_without_an_origin_is_turned_away() -> None:
    assert let_in().post("/write", json={}).status_code == 403


def test_a_write_that_the_browser_calls_foreign_is_turned_away() -> None:
    headers = {"Origin": HERE, "Sec-Fetch-Site": "same-site"}
    assert let_in().post("/write", json={}, headers=headers).status_code == 403


def test_our_own_page_can_write() -> None:
    assert let_in().post("/write", json={}, headers={"Origin": HERE}).text == "the page"


def test_writing_takes_the_cookie_too() -> None:
    assert browser().post("/write", json={}, headers={"Origin": HERE}).status_code == 403


def test_a_write_that_is_no_json_or_too_long_is_turned_away() -> None:
    client = let_in()
    form = {**WRITE, "Content-Type": "text/plain"}
    assert client.post("/write", content="{}", headers=form).status_code == 415
    assert client.post("/write", content=b"x" * (2 << 20), headers=WRITE).status_code == 413
    assert client.post("/write", content=iter([b"{}"]), headers=WRITE).status_code == 413


def test_other_methods_are_turned_away() -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert let_in().request(method, "/write", headers=WRITE).status_code == 405


def test_every_answer_is_kept_by_nobody_and_fetches_nothing_from_elsewhere() -> None:
    client = let_in()
    answers = [
        client.get("/"),
        client.get("/nowhere"),
        client.get("/", headers={"Host": "evil.example"}),
        client.post("/write", json={}),
        browser().get("/"),
        browser().get("/", params={"token": TOKEN}, follow_redirects=False),
    ]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"].startswith("default-src 'self';")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in answer.headers


def test_what_goes_wrong_is_told_without_its_words() -> None:
    client = browser(raises=False)
    client.get("/", params={"token": TOKEN})
    answer = client.get("/bug")
    assert answer.status_code == 500
    assert "ROE" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_the_secrets_do_not_print() -> None:
    shown = repr(Secrets(TOKEN, SESSION))
    assert TOKEN not in shown
    assert SESSION not in shown
