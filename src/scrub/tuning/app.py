"""The page's routes. What is refused is told in a sentence, as JSON, with a status of its own."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import scrub.web
from scrub.errors import OutputError, RecipeError, ScrubError
from scrub.tuning.answers import boxes
from scrub.tuning.heat import GONE, STAYS, counts, heat
from scrub.tuning.machines import texts_of
from scrub.web.pictures import png
from scrub.web.projections import Projection
from scrub.web.projector import Stack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from scrub.tuning.machines import Group
    from scrub.tuning.session import Session

_STATIC = Path(__file__).parent / "static"
_SHARED = Path(scrub.web.__file__).parent / "static"
_HEATS = {"gone": (True, GONE), "stays": (False, STAYS)}


def application(session: Session) -> Starlette:
    """Return the application; the session is closed when it ends."""
    routes = _Routes(session)

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        yield
        session.close()

    return Starlette(
        routes=[
            Route("/", _page),
            Route("/api/machines", routes.machines),
            Route("/api/machines/{machine:int}", routes.machine),
            Route("/api/machines/{machine:int}/progress", routes.progress),
            Route("/api/machines/{machine:int}/suggestion", routes.suggestion),
            Route("/api/machines/{machine:int}/heat/{kind}.png", routes.heat),
            Route("/api/machines/{machine:int}/projections/{kind}.png", routes.projection),
            Route("/api/machines/{machine:int}/instances/{instance:int}/texts", routes.texts),
            Route(
                "/api/machines/{machine:int}/instances/{instance:int}/frames/{frame:int}.png",
                routes.frame,
            ),
            Route("/api/machines/{machine:int}/judge", routes.judge, methods=["POST"]),
            Route("/api/save", routes.save, methods=["POST"]),
            Mount("/static", StaticFiles(directory=_STATIC)),
            Mount("/shared", StaticFiles(directory=_SHARED)),
        ],
        exception_handlers={ScrubError: _told, HTTPException: _missing},
        lifespan=life,
    )


def _page(_: Request) -> FileResponse:
    return FileResponse(_STATIC / "index.html")


def _told(_: Request, problem: Exception) -> JSONResponse:
    status = 500 if isinstance(problem, OutputError) else 422
    return JSONResponse({"problem": str(problem)}, status)


def _missing(_: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, HTTPException)
    return JSONResponse({"problem": problem.detail}, problem.status_code)


class _Routes:
    """What is asked of a session. Whatever takes time is done in a thread."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def machines(self, _: Request) -> JSONResponse:
        return JSONResponse(self._session.machines())

    def machine(self, request: Request) -> JSONResponse:
        number, _ = self._group(request)
        return JSONResponse(self._session.machine(number))

    def suggestion(self, request: Request) -> JSONResponse:
        number, _ = self._group(request)
        return JSONResponse(self._session.suggest(number))

    def progress(self, request: Request) -> JSONResponse:
        progress = self._session.projector.look_at(*self._stack(request))
        return JSONResponse(
            {
                "done": progress.done,
                "of": progress.of,
                "frames": progress.frames,
                "left_out": progress.left_out,
            }
        )

    def projection(self, request: Request) -> Response:
        kind = request.path_params["kind"]
        if kind not in set(Projection):
            raise HTTPException(404, "no such projection")
        picture = self._session.projector.picture(*self._stack(request), Projection(kind))
        return _image(png(picture))

    def heat(self, request: Request) -> Response:
        _, group = self._group(request)
        if request.path_params["kind"] not in _HEATS:
            raise HTTPException(404, "no such heat")
        is_gone, color = _HEATS[request.path_params["kind"]]
        rects = (text.rect for text in texts_of(group.sample) if bool(text.kind) == is_gone)
        held = counts(rects, group.machine.rows, group.machine.columns)
        return _image(png(heat(held, color)))

    def texts(self, request: Request) -> JSONResponse:
        _, group = self._group(request)
        frame = int(request.query_params.get("frame", "0"))
        texts = group.sample[_within(request, "instance", len(group.sample))].texts
        return JSONResponse({"boxes": boxes(one for one in texts if frame in one.frames)})

    def frame(self, request: Request) -> Response:
        _, group = self._group(request)
        sight = group.sample[_within(request, "instance", len(group.sample))]
        return _image(png(self._session.viewer.frame(sight.source, request.path_params["frame"])))

    async def judge(self, request: Request) -> JSONResponse:
        number, _ = self._group(request)
        data = await _sent(request)
        judge = partial(self._session.judge, number, data.get("template"))
        return JSONResponse(await run_in_threadpool(judge))

    async def save(self, request: Request) -> JSONResponse:
        data = await _sent(request)
        review = data.get("review")
        save = partial(
            self._session.save, data.get("template"), review if isinstance(review, dict) else {}
        )
        return JSONResponse(await run_in_threadpool(save))

    def _group(self, request: Request) -> tuple[int, Group]:
        number = _within(request, "machine", len(self._session.groups))
        return number, self._session.groups[number]

    def _stack(self, request: Request) -> tuple[int, Stack]:
        number, group = self._group(request)
        sources = tuple(sight.source for sight in group.sample)
        return number, Stack(group.machine.rows, group.machine.columns, sources)


def _within(request: Request, name: str, count: int) -> int:
    number: int = request.path_params[name]
    if number >= count:
        raise HTTPException(404, f"no such {name}")
    return number


async def _sent(request: Request) -> dict[str, Any]:
    try:
        data = await request.json()
    except (ValueError, RecursionError):
        raise RecipeError("this is not JSON") from None
    if not isinstance(data, dict):
        raise RecipeError("an object was expected")
    return data


def _image(octets: bytes) -> Response:
    return Response(octets, media_type="image/png")
