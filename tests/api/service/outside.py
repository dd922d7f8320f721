"""A small application within the guard, with routes that do what real ones could do wrong."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, File, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.testclient import TestClient

from api.service import problems
from api.service.guard import guard
from api.service.limits import Limit

SECRET = "3273056010900009"  # noqa: S105  (a made-up NIK)


def visitor(limit: Limit | None = None, scheme: str = "https") -> TestClient:
    """A browser in front of the guarded application; a fault of a route is an answer to it."""
    application = FastAPI()
    problems.install(application)

    @application.get("/plain/{name}")
    def plain(name: str) -> Response:
        return PlainTextResponse(name, headers={"Server": "guess", "X-Powered-By": "guess"})

    @application.get("/loose")
    def loose() -> Response:
        wide = {"Content-Security-Policy": "default-src *", "X-Frame-Options": "ALLOWALL"}
        return PlainTextResponse(
            "x", headers=wide | {"Cache-Control": "public, max-age=9", "X-Request-Id": "mine"}
        )

    @application.get("/lost")
    def lost() -> Response:
        return PlainTextResponse("x", 404, headers={"Cache-Control": "public, max-age=9"})

    @application.get("/fault")
    def fault() -> Response:
        raise ValueError(f"NIK {SECRET} stands twice")

    @application.get("/stream")
    def stream() -> Response:
        return StreamingResponse(iter([b"a" * 10] * 3))

    @application.post("/echo")
    async def echo(request: Request) -> Response:
        return JSONResponse(await request.json())

    @application.post("/bytes")
    async def count(request: Request) -> Response:
        return JSONResponse(len(await request.body()))

    @application.post("/files/{name}")
    def upload(name: str, file: Annotated[UploadFile, File()]) -> Response:
        return JSONResponse([name, len(file.file.read())])

    return TestClient(guard(application, limit), f"{scheme}://testserver", raise_server_exceptions=False)
