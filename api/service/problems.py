"""Errors as problem+json (RFC 9457), in Indonesian and English; a fault of the program tells nothing of itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from records.errors import SuluhError
from records.full_disk import as_full_disk

_LOG = logging.getLogger("suluh.service")

TEXTS: dict[int, tuple[str, str, str]] = {
    401: ("unauthorised", "Silakan masuk terlebih dahulu.", "Please sign in first."),
    404: ("not_found", "Tidak ditemukan.", "Not found."),
    405: ("method_not_allowed", "Cara itu tidak tersedia di sini.", "That method is not available here."),
    413: ("too_large", "Kiriman terlalu besar.", "The request is too large."),
    415: ("unsupported", "Jenis isi itu tidak diterima.", "That content type is not accepted."),
    500: ("fault", "Terjadi kesalahan pada sistem.", "The system made a fault."),
}
"""Code, Indonesian and English text of a status that no error of ours stands behind."""


@dataclass(frozen=True)
class Problem:
    """What went wrong; ``fields`` names the parts of the request at fault, never their values.

    ``wait`` are the seconds after which to try again, where that is known.
    """

    status: int
    code: str
    text_id: str
    text_en: str
    fields: tuple[str, ...] = ()
    wait: int | None = None


Tell = Callable[[Request, Problem], Response]


def install(application: FastAPI, tell: Tell = lambda _, problem: as_json(problem)) -> None:
    """Answer every error of the application as ``tell`` puts it."""
    application.add_exception_handler(SuluhError, lambda request, error: tell(request, _foreseen(error)))
    application.add_exception_handler(
        RequestValidationError, lambda request, error: tell(request, _malformed(error))
    )
    application.add_exception_handler(HTTPException, lambda request, error: tell(request, _protocol(error)))
    application.add_exception_handler(Exception, lambda request, error: tell(request, _fault(error)))


def as_json(problem: Problem) -> JSONResponse:
    """One problem as problem+json."""
    content: dict[str, object] = {
        "status": problem.status,
        "code": problem.code,
        "title": problem.text_id,
        "title_en": problem.text_en,
    }
    if problem.fields:
        content["fields"] = list(problem.fields)
    answer = JSONResponse(content, problem.status, media_type="application/problem+json")
    if problem.wait is not None:
        answer.headers["Retry-After"] = str(problem.wait)
    return answer


def _foreseen(error: Exception) -> Problem:
    assert isinstance(error, SuluhError)  # noqa: S101  (it is registered for that alone)
    fields: tuple[str, ...] = getattr(error, "fields", ())
    return Problem(
        error.status, error.code, error.text_id, error.text_en, fields, getattr(error, "wait", None)
    )


def _malformed(error: Exception) -> Problem:
    assert isinstance(error, RequestValidationError)  # noqa: S101  (it is registered for that alone)
    fields = tuple(sorted({".".join(str(part) for part in fault["loc"]) for fault in error.errors()}))
    return Problem(
        422, "malformed", "Isian tidak lengkap atau keliru.", "Something is missing or wrong.", fields
    )


def _protocol(error: Exception) -> Problem:
    assert isinstance(error, HTTPException)  # noqa: S101  (it is registered for that alone)
    return Problem(error.status_code, *TEXTS.get(error.status_code, TEXTS[500]))


def _fault(error: Exception) -> Problem:
    if full := as_full_disk(error):
        _LOG.error("disk full")
        return Problem(full.status, full.code, full.text_id, full.text_en)
    # The message may quote personal data; its kind is enough to look for it.
    _LOG.error("unforeseen %s", type(error).__name__)
    return Problem(500, *TEXTS[500])
