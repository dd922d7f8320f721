"""Errors as pages, for whoever asked for a page; programs get problem+json."""

from __future__ import annotations

from dataclasses import replace

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.pages.screen import filled, frame_of
from api.service.problems import Problem, as_json

PROGRAMS = ("/v1/", "/health", "/ready", "/metrics", "/openapi")
ENTRANCE = "/masuk"
_SIGN_IN = frozenset({"unauthorised", "session_over"})


def tell(request: Request, problem: Problem) -> Response:
    """The problem in the form that the visitor reads."""
    if request.url.path.startswith(PROGRAMS):
        return as_json(problem)
    if problem.code in _SIGN_IN:
        return RedirectResponse(ENTRANCE, 303)
    if problem.code == "screen_locked":
        return RedirectResponse("/terkunci", 303)
    if problem.code == "set_up_needed":
        return RedirectResponse(f"{ENTRANCE}/siapkan", 303)
    frame = replace(frame_of(request), path="/")  # an address that is none of ours is not said back
    answer = HTMLResponse(filled(frame, "refusal.html.jinja", {"problem": problem}), problem.status)
    if problem.wait is not None:
        answer.headers["Retry-After"] = str(problem.wait)
    return answer
