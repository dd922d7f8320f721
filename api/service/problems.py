"""Errors as problem+json (RFC 9457), in Indonesian and English; a fault of the program tells nothing of itself."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
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


def install(application: FastAPI) -> None:
    """Answer every error of the application in the one form."""
    application.add_exception_handler(SuluhError, _foreseen)
    application.add_exception_handler(RequestValidationError, _malformed)
    application.add_exception_handler(HTTPException, _protocol)
    application.add_exception_handler(Exception, _fault)


def problem(status: int, code: str, text_id: str, text_en: str, fields: tuple[str, ...] = ()) -> JSONResponse:
    """One problem; ``fields`` names the parts of the request at fault, never their values."""
    content: dict[str, object] = {"status": status, "code": code, "title": text_id, "title_en": text_en}
    if fields:
        content["fields"] = list(fields)
    return JSONResponse(content, status, media_type="application/problem+json")


def _foreseen(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, SuluhError)  # noqa: S101  (it is registered for that alone)
    fields: tuple[str, ...] = getattr(error, "fields", ())
    answer = problem(error.status, error.code, error.text_id, error.text_en, fields)
    if (wait := getattr(error, "wait", None)) is not None:
        answer.headers["Retry-After"] = str(wait)
    return answer


def _malformed(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  (it is registered for that alone)
    fields = tuple(sorted({".".join(str(part) for part in fault["loc"]) for fault in error.errors()}))
    return problem(
        422, "malformed", "Isian tidak lengkap atau keliru.", "Something is missing or wrong.", fields
    )


def _protocol(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  (it is registered for that alone)
    return problem(error.status_code, *TEXTS.get(error.status_code, TEXTS[500]))


def _fault(_request: Request, error: Exception) -> JSONResponse:
    if full := as_full_disk(error):
        _LOG.error("disk full")
        return problem(full.status, full.code, full.text_id, full.text_en)
    # The message may quote personal data; its kind is enough to look for it.
    _LOG.error("unforeseen %s", type(error).__name__)
    return problem(500, *TEXTS[500])
