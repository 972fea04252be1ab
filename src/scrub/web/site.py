"""What the applications of our pages have in common: their page, their files, how they refuse.

What is refused is told in a sentence, as JSON, with a status of its own.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from scrub.errors import ConflictError, OutputError, ScrubError, UsageError
from scrub.web.pictures import png

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from scrub.seams import Picture

_SHARED = Path(__file__).parent / "static"
_STATUS = {ConflictError: 409, OutputError: 500}


def site(routes: Sequence[BaseRoute], static: Path, close: Callable[[], None]) -> Starlette:
    """Return an application: `static` holds its index.html and more; `close` is called at its end.

    Its files are under /static, those of all our pages under /shared.
    """

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        yield
        close()

    return Starlette(
        routes=[
            page("/", static / "index.html"),
            *routes,
            Mount("/static", StaticFiles(directory=static)),
            Mount("/shared", StaticFiles(directory=_SHARED)),
        ],
        exception_handlers={ScrubError: _told, HTTPException: _missing},
        lifespan=life,
    )


def page(path: str, file: Path) -> Route:
    """Return the route of a page that is a file."""

    def answer(_: Request) -> FileResponse:
        return FileResponse(file)

    return Route(path, answer)


def _told(_: Request, problem: Exception) -> JSONResponse:
    status = next((code for kind, code in _STATUS.items() if isinstance(problem, kind)), 422)
    return JSONResponse({"problem": str(problem)}, status)


def _missing(_: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, HTTPException)
    return JSONResponse({"problem": problem.detail}, problem.status_code)


async def sent(request: Request) -> dict[str, Any]:
    """Return what was sent.

    Raises:
        UsageError: if it is no object of JSON.

    """
    try:
        data = await request.json()
    except (ValueError, RecursionError):
        raise UsageError("this is not JSON") from None
    if not isinstance(data, dict):
        raise UsageError("an object was expected")
    return data


async def done(what: Callable[[], dict[str, Any]]) -> JSONResponse:
    """Return what comes of something that takes time: it is done in a thread."""
    return JSONResponse(await run_in_threadpool(what))


def image(picture: Picture) -> Response:
    """Return a picture."""
    return Response(png(picture), media_type="image/png")


def within(request: Request, name: str, count: int) -> int:
    """Return a number of the path that is under `count`.

    Raises:
        HTTPException: if it is not.

    """
    number: int = request.path_params[name]
    if number >= count:
        raise HTTPException(404, f"no such {name}")
    return number
