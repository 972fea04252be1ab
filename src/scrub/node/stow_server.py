"""Receives by STOW-RS (PS3.18 10.5), and tells how it is doing: /metrics, /health."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from scrub.errors import InstanceError
from scrub.node.inbox import NoRoomError
from scrub.node.multipart import MultipartError, Parts, boundary_of
from scrub.node.stow_answer import (
    CANNOT_UNDERSTAND,
    FAILURE,
    NOT_OF_THE_STUDY,
    OUT_OF_RESOURCES,
    Answer,
    Told,
)
from scrub.stages.parts import take_apart, uid_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from scrub.node.inbox import Inbox
    from scrub.node.incoming import Incoming
    from scrub.node.meters import Meters

_LOG = logging.getLogger("scrub.node")
_JSON = "application/dicom+json"
_TEXT = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class StowServer:
    """The application. Without a token, whoever reaches it is let in."""

    inbox: Inbox
    meters: Meters
    token: str = ""

    def application(self) -> Starlette:
        """Return it."""
        return Starlette(
            routes=[
                Route("/studies", self._known(self._store), methods=["POST"]),
                Route("/studies/{study}", self._known(self._store), methods=["POST"]),
                Route("/metrics", self._known(self._metrics)),
                Route("/health", self._health),
            ]
        )

    def _known(
        self, handler: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            if self._is_let_in(request):
                return await handler(request)
            return PlainTextResponse("no", 401, {"WWW-Authenticate": "Bearer"})

        return guarded

    def _is_let_in(self, request: Request) -> bool:
        if not self.token:
            return True
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        said = token.strip().encode("utf-8", "surrogateescape")
        return compare_digest(said, self.token.encode()) and scheme.lower() == "bearer"

    async def _metrics(self, _: Request) -> Response:
        return Response(self.meters.text(), media_type=_TEXT)

    async def _health(self, _: Request) -> Response:
        if await run_in_threadpool(self.inbox.has_room):
            return PlainTextResponse("it receives")
        return PlainTextResponse("it has no room, or ends", 503)

    async def _store(self, request: Request) -> Response:
        answer = Answer()
        study = request.path_params.get("study", "")
        try:
            boundary = _boundary(request)
            parts = Parts(boundary, self.inbox.begin, _Taking(self, answer, study))
            await _received(request, parts)
        except MultipartError as problem:
            if not answer.told:
                return PlainTextResponse(str(problem), problem.status)
            # What came before is in; the rest is to be sent again.
            answer.told.append(Told("", "", CANNOT_UNDERSTAND))
        return Response(json.dumps(answer.data()), answer.status, media_type=_JSON)


def _boundary(request: Request) -> bytes:
    if request.headers.get("content-encoding", "identity") != "identity":
        raise MultipartError("no content encoding is taken", 415)
    return boundary_of(request.headers.get("content-type", ""))


async def _received(request: Request, parts: Parts) -> None:
    """Take in a message, piece by piece, each in a thread: disks make waiting.

    Raises:
        MultipartError: if it is none.

    """
    try:
        async for piece in request.stream():
            await run_in_threadpool(parts.feed, piece)
        parts.end()
    except ClientDisconnect:
        raise MultipartError("the sender went away", 400) from None
    finally:
        parts.discard()


@dataclass(frozen=True, slots=True)
class _Taking:
    """Takes in the parts of one message."""

    server: StowServer
    answer: Answer
    study: str

    def __call__(self, part: Incoming) -> None:
        """Take in a part, and put down how that went."""
        told = self._taken(part)
        self.answer.told.append(told)
        if told.reason:
            reason = "no room" if told.reason == OUT_OF_RESOURCES else "error"
            self.server.meters.not_accepted(reason)
            _LOG.warning("not accepted: %04X", told.reason, extra={"by": "stow"})
        else:
            self.server.meters.received("stow")
            _LOG.info("received", extra={"by": "stow"})

    def _taken(self, part: Incoming) -> Told:
        try:
            part.finish()
            told, study = _identified(part)
        except InstanceError:
            part.discard()
            return Told("", "", CANNOT_UNDERSTAND)
        except OSError:
            part.discard()
            return Told("", "", OUT_OF_RESOURCES)
        if self.study and study != self.study:
            part.discard()
            return Told(told.sop_class, told.sop_instance, NOT_OF_THE_STUDY)
        return Told(told.sop_class, told.sop_instance, self._reason(part))

    def _reason(self, part: Incoming) -> int:
        try:
            self.server.inbox.accept(part)
        except NoRoomError:
            return OUT_OF_RESOURCES
        except Exception as problem:  # noqa: BLE001 (its message may be of a path: only its type)
            _LOG.error("not accepted: %s", type(problem).__name__, extra={"by": "stow"})
            return FAILURE
        return 0


def _identified(part: Incoming) -> tuple[Told, str]:
    """Return the UIDs of an instance, and of its study.

    Raises:
        InstanceError, OSError: if it cannot be read.

    """
    with part.path.open("rb") as file:
        parts = take_apart(file)
        meta, dataset = parts.meta, parts.dataset
        sop_class = uid_of(dataset, "SOPClassUID") or uid_of(meta, "MediaStorageSOPClassUID")
        instance = uid_of(dataset, "SOPInstanceUID") or uid_of(meta, "MediaStorageSOPInstanceUID")
        study = uid_of(dataset, "StudyInstanceUID")
    return Told(str(sop_class or ""), str(instance or "")), str(study or "")
