"""The routes of the page on which mask templates are tuned."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Route

from scrub.tuning.answers import boxes
from scrub.tuning.heat import GONE, STAYS, counts, heat
from scrub.tuning.machines import texts_of
from scrub.web.projections import Projection
from scrub.web.projector import Stack
from scrub.web.site import done, image, sent, site, within

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

    from scrub.tuning.machines import Group
    from scrub.tuning.session import Session

_STATIC = Path(__file__).parent / "static"
_HEATS = {"gone": (True, GONE), "stays": (False, STAYS)}


def application(session: Session) -> Starlette:
    """Return the application; the session is closed when it ends."""
    routes = _Routes(session)
    return site(
        (
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
        ),
        _STATIC,
        session.close,
    )


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
        return image(picture)

    def heat(self, request: Request) -> Response:
        _, group = self._group(request)
        if request.path_params["kind"] not in _HEATS:
            raise HTTPException(404, "no such heat")
        is_gone, color = _HEATS[request.path_params["kind"]]
        rects = (text.rect for text in texts_of(group.sample) if bool(text.kind) == is_gone)
        held = counts(rects, group.machine.rows, group.machine.columns)
        return image(heat(held, color))

    def texts(self, request: Request) -> JSONResponse:
        _, group = self._group(request)
        frame = int(request.query_params.get("frame", "0"))
        texts = group.sample[within(request, "instance", len(group.sample))].texts
        return JSONResponse({"boxes": boxes(one for one in texts if frame in one.frames)})

    def frame(self, request: Request) -> Response:
        _, group = self._group(request)
        sight = group.sample[within(request, "instance", len(group.sample))]
        return image(self._session.viewer.frame(sight.source, request.path_params["frame"]))

    async def judge(self, request: Request) -> JSONResponse:
        number, _ = self._group(request)
        data = await sent(request)
        judge = partial(self._session.judge, number, data.get("template"))
        return await done(judge)

    async def save(self, request: Request) -> JSONResponse:
        data = await sent(request)
        review = data.get("review")
        save = partial(
            self._session.save, data.get("template"), review if isinstance(review, dict) else {}
        )
        return await done(save)

    def _group(self, request: Request) -> tuple[int, Group]:
        number = within(request, "machine", len(self._session.groups))
        return number, self._session.groups[number]

    def _stack(self, request: Request) -> tuple[int, Stack]:
        number, group = self._group(request)
        sources = tuple(sight.source for sight in group.sample)
        return number, Stack(group.machine.rows, group.machine.columns, sources)
