"""The routes of the page on which the result of a run is reviewed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Route

from scrub.review.questions import asked_place, said_of, text_of, versions_of, window_of
from scrub.web.projections import Projection
from scrub.web.site import done, image, sent, site

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from scrub.review.session import Session
    from scrub.seams import Picture

STATIC = Path(__file__).parent / "static"
_ITEM = "/api/items/{item:int}"


def application(session: Session, more: Sequence[BaseRoute] = ()) -> Starlette:
    """Return the application; the session is closed when it ends. `more` are routes of others."""
    routes = _Routes(session)
    return site(
        (
            Route("/api/review", routes.overview),
            Route(_ITEM, routes.item),
            Route(f"{_ITEM}/looked", routes.looked, methods=["POST"]),
            Route(f"{_ITEM}/decide", routes.decide, methods=["POST"]),
            Route(f"{_ITEM}/texts", routes.texts, methods=["POST"]),
            Route(f"{_ITEM}/alike/{{decision}}", routes.alike),
            Route(f"{_ITEM}/alike/{{decision}}/decide", routes.decide_alike, methods=["POST"]),
            Route(f"{_ITEM}/before/{{frame:int}}.png", routes.before),
            Route(f"{_ITEM}/after/{{frame:int}}.png", routes.after),
            Route(f"{_ITEM}/crop/{{frame:int}}.png", routes.crop),
            Route(f"{_ITEM}/progress", routes.progress),
            Route(f"{_ITEM}/projections/{{kind}}.png", routes.projection),
            Route("/api/undo", routes.undo, methods=["POST"]),
            *more,
        ),
        STATIC,
        session.close,
    )


class _Routes:
    """What is asked of a session. Whatever takes time is done in a thread."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def overview(self, _: Request) -> JSONResponse:
        return JSONResponse(self._session.overview())

    def item(self, request: Request) -> JSONResponse:
        return JSONResponse(self._session.item(self._number(request)))

    async def looked(self, request: Request) -> JSONResponse:
        await sent(request)
        await run_in_threadpool(self._session.look_at, self._number(request))
        return JSONResponse({})

    async def decide(self, request: Request) -> JSONResponse:
        number = self._number(request)
        said = said_of(await sent(request), self._session.items[number])
        return await done(partial(self._session.decide, number, said))

    async def texts(self, request: Request) -> JSONResponse:
        await sent(request)
        return await done(partial(self._session.texts, self._number(request)))

    def alike(self, request: Request) -> JSONResponse:
        wanted = request.path_params["decision"]
        return JSONResponse(self._session.alike(self._number(request), wanted))

    async def decide_alike(self, request: Request) -> JSONResponse:
        number, wanted = self._number(request), request.path_params["decision"]
        versions = versions_of(await sent(request), len(self._session.items))
        return await done(partial(self._session.decide_alike, number, wanted, versions))

    async def undo(self, request: Request) -> JSONResponse:
        at = text_of(await sent(request), "at")
        return await done(partial(self._session.take_back, at))

    def before(self, request: Request) -> Response:
        return self._frame(request, self._session.frames.before)

    def after(self, request: Request) -> Response:
        return self._frame(request, self._session.frames.after)

    def crop(self, request: Request) -> Response:
        item = self._session.items[self._number(request)]
        place = asked_place(request.query_params, request.path_params["frame"])
        return image(self._session.frames.crop(item, place))

    def progress(self, request: Request) -> JSONResponse:
        series = "series" in request.query_params
        progress = self._session.frames.progress(
            self._number(request), self._session.items, series=series
        )
        told = {"done": progress.done, "of": progress.of, "frames": progress.frames}
        return JSONResponse({**told, "left_out": progress.left_out})

    def projection(self, request: Request) -> Response:
        kind = request.path_params["kind"]
        if kind not in set(Projection):
            raise HTTPException(404, "no such projection")
        series = "series" in request.query_params
        number, items = self._number(request), self._session.items
        frames = self._session.frames
        return image(frames.projection(number, items, Projection(kind), series=series))

    def _frame(self, request: Request, shown: Callable[..., Picture]) -> Response:
        item = self._session.items[self._number(request)]
        window = window_of(request.query_params)
        return image(shown(item, request.path_params["frame"], window))

    def _number(self, request: Request) -> int:
        number: int = request.path_params["item"]
        if number >= len(self._session.items):
            raise HTTPException(404, "no such instance")
        return number
