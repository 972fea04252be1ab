"""The routes of the page on which headers are looked at, and changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse
from starlette.routing import Route

from scrub.errors import UsageError
from scrub.review.app import STATIC
from scrub.review.header_desk import Wish
from scrub.web.site import done, page, sent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from scrub.review.headers import Headers

_LONGEST = 4096
_ASKED = ("item", "study", "choice")


def header_routes(headers: Headers) -> tuple[BaseRoute, ...]:
    """Return them. What is asked for is in the query: an item or a study, and a choice."""
    routes = _Routes(headers)
    return (
        page("/headers", STATIC / "headers.html"),
        Route("/api/headers", routes.overview),
        Route("/api/headers/studies", routes.studies),
        Route("/api/headers/view", routes.view),
        Route("/api/headers/count", routes.count),
        Route("/api/headers/stage", routes.stage, methods=["POST"]),
        Route("/api/headers/move", routes.move, methods=["POST"]),
        Route("/api/headers/apply", routes.apply, methods=["POST"]),
    )


class _Routes:
    """What is asked of the headers. Whatever takes time is done in a thread."""

    def __init__(self, headers: Headers) -> None:
        self._headers = headers

    def overview(self, _: Request) -> JSONResponse:
        return JSONResponse(self._headers.overview())

    def studies(self, _: Request) -> JSONResponse:
        return JSONResponse(self._headers.studies())

    def view(self, request: Request) -> JSONResponse:
        return JSONResponse(self._headers.view(request.query_params))

    def count(self, request: Request) -> JSONResponse:
        return JSONResponse(self._headers.count(request.query_params))

    async def stage(self, request: Request) -> JSONResponse:
        data = await sent(request)
        wish = Wish(*(_text(data, key) for key in ("key", "verb", "value", "note")))
        return await done(partial(self._headers.stage, _query(data), _version(data), wish))

    async def move(self, request: Request) -> JSONResponse:
        data = await sent(request)
        how = _text(data, "how")
        return await done(partial(self._headers.move, _query(data), _version(data), how))

    async def apply(self, request: Request) -> JSONResponse:
        data = await sent(request)
        return await done(partial(self._headers.apply, _query(data), _version(data)))


def _query(data: Mapping[str, Any]) -> dict[str, str]:
    return {key: _text(data, key) for key in _ASKED if key in data}


def _version(data: Mapping[str, Any]) -> int:
    version = data.get("version")
    if type(version) is not int:
        raise UsageError("it is not said what was shown")
    return version


def _text(data: Mapping[str, Any], key: str) -> str:
    text = data.get(key, "")
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise UsageError(f"this is no text: {key}")
    return text
