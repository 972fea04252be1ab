"""Stores to read from and write to: servers of S3 (moto), which counts and may fail, and of HTTP.

The server is a real one behind a real socket; what stands before it only counts and breaks.
"""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import boto3
import fsspec
import uvicorn
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from starlette.applications import Starlette
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route
from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from starlette.requests import Request

BUCKET = "archive"


@dataclass(slots=True)
class S3:
    """A server of S3: what it was asked, by method, and how it is broken.

    `fails` says, of the method and the path of a request, whether it is answered with 500;
    `is_careless` that conditions of a request are not looked at; `is_cutting` that sizes are told
    too small by one.
    """

    endpoint: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    fails: Callable[[str, str], bool] = lambda _method, _path: False
    is_careless: bool = False
    is_cutting: bool = False

    def environment(self) -> dict[str, str]:
        """Return what makes clients use it."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def reset(self) -> None:
        """Empty the bucket, and break nothing."""
        self.fails, self.is_careless = (lambda _method, _path: False), False
        self.is_cutting = False
        for key in self.objects(""):
            self.remove(key)
        self.asked.clear()

    def fails_after(self, count: int, name: str) -> None:
        """Fail whatever is asked of an object of this name after so many times."""
        asked: list[str] = []

        def fails(_method: str, path: str) -> bool:
            asked.extend([path] if path.endswith(name) else [])
            return path.endswith(name) and len(asked) > count

        self.fails = fails

    def put(self, folder: Path, prefix: str) -> str:
        """Put all files of a folder into the bucket; return the URL of the prefix."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.put_one(f"{prefix}/{path.relative_to(folder).as_posix()}", path.read_bytes())
        return f"s3://{BUCKET}/{prefix}"

    def put_one(self, key: str, octets: bytes) -> None:
        self.client().put_object(Bucket=BUCKET, Key=key, Body=octets)

    def remove(self, key: str) -> None:
        self.client().delete_object(Bucket=BUCKET, Key=key)

    def objects(self, prefix: str) -> dict[str, bytes]:
        """Return the objects below a prefix, by the rest of their keys."""
        client, found = self.client(), {}
        start = f"{prefix}/" if prefix else ""
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=start)
        for page in pages:
            for one in page.get("Contents", ()):
                body = client.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read()
                found[one["Key"].removeprefix(start)] = body
        return found

    def client(self) -> Any:  # noqa: ANN401 (boto3 has no types)
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            region_name="us-east-1",
        )


class _Watched:
    """What stands before the server."""

    def __init__(self, inner: Callable[..., Iterable[bytes]], server: S3) -> None:
        self._inner = inner
        self._server = server

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self._server.asked[method] += 1
        if self._server.fails(method, path):
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            body = b"<Error><Code>InternalError</Code><Message>DOE^JANE</Message></Error>"
            headers = [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))]
            start_response("500 Internal Server Error", headers)
            return [] if method == "HEAD" else [body]
        if self._server.is_careless:
            environ.pop("HTTP_IF_NONE_MATCH", None)
        return self._inner(
            environ, self._cut(start_response) if method == "HEAD" else start_response
        )

    def _cut(self, start_response: Callable[..., Any]) -> Callable[..., Any]:
        def start(status: str, headers: list[tuple[str, str]], *more: object) -> object:
            if self._server.is_cutting:
                headers = [
                    (name, str(int(value) - 1) if name.lower() == "content-length" else value)
                    for name, value in headers
                ]
            return start_response(status, headers, *more)

        return start


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def s3_server() -> Iterator[S3]:
    """Run a server of S3 with an empty bucket."""
    server = S3()
    app = _Watched(DomainDispatcherApplication(create_backend_app), server)
    listening = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    server.endpoint = f"http://127.0.0.1:{listening.server_port}"
    server.client().create_bucket(Bucket=BUCKET)
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


@contextmanager
def http_server(folder: Path, *, ranges: bool = True, port: int = 0) -> Iterator[str]:
    """Run a web server of a folder, with a page of links for each folder in it; yield its URL."""

    async def answer(request: Request) -> Response:
        path = folder / request.path_params["path"]
        if path.is_dir():
            names = sorted(f"{one.name}/" if one.is_dir() else one.name for one in path.iterdir())
            links = "".join(f'<a href="{name}">{name}</a>' for name in ("?C=M;O=A", "../", *names))
            return HTMLResponse(links)
        if not path.is_file():
            return Response(status_code=HTTPStatus.NOT_FOUND)
        return FileResponse(path) if ranges else Response(path.read_bytes())

    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "HEAD"])])
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def memory_store() -> Iterator[str]:
    """Yield the URL of the store that is in this process's memory, emptied before and after."""
    _forget()
    try:
        yield "memory://in"
    finally:
        _forget()


def _forget() -> None:
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]
