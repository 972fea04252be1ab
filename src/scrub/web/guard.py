"""What stands before an application on loopback: the door, and headers on all that goes out.

Nothing an application answers is kept by a browser or fetched from elsewhere, and no message of
an error that it did not expect goes out: it may quote a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse

from scrub.web.door import Asked, LetIn, Refused

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from scrub.web.door import Answer, Door

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; object-src 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""On every answer."""


class Guard:
    """An application behind a door."""

    def __init__(self, application: ASGIApp, door: Door) -> None:
        self._application = application
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, _Sender(send))
        else:
            await send({"type": "websocket.close"})

    async def _answer(self, scope: Scope, receive: Receive, sender: _Sender) -> None:
        response = self._response(self._door.answer(_asked(scope, self._door)))
        try:
            await (response or self._application)(scope, receive, sender)
        except Exception as problem:  # noqa: BLE001 (its message may quote a name: only its type)
            if not sender.has_begun:
                bug = PlainTextResponse(f"a bug: {type(problem).__name__}", 500)
                await bug(scope, receive, sender)

    def _response(self, answer: Answer) -> Response | None:
        if isinstance(answer, Refused):
            return PlainTextResponse(answer.reason, answer.status)
        if not isinstance(answer, LetIn):
            return None
        onward = RedirectResponse("/", 303)
        onward.set_cookie(
            self._door.cookie_name, self._door.session, httponly=True, samesite="strict"
        )
        return onward


class _Sender:
    """Sends, with our headers."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.has_begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            MutableHeaders(scope=message).update(HEADERS)
        await self._send(message)


def _asked(scope: Scope, door: Door) -> Asked:
    request = Request(scope)
    return Asked(
        method=request.method,
        path=request.url.path,
        headers={name.lower(): value for name, value in request.headers.items()},
        token=request.query_params.get("token", ""),
        cookie=request.cookies.get(door.cookie_name, ""),
    )
