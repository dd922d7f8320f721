"""What every page needs: its files, the way home, language and theme."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.pages import assets
from api.pages.language import LANGUAGES
from api.pages.navigation import home
from api.pages.screen import THEMES, back
from api.service.door import Visit, door
from api.signin import cookies
from records import audit
from records.audit import Act, Deed
from records.errors import InputRefused, NotFound

ROUTER = APIRouter(include_in_schema=False)
A_YEAR = 365 * 86_400


@ROUTER.get("/aset/{digest}/{name:path}")
def read_asset(
    digest: str, name: str, request: Request, _visit: Annotated[Visit, door("health:read")]
) -> Response:
    """Style, script or picture of the pages; kept by the browser, for its address changes with its bytes."""
    asset = assets.assets().get(name)
    if asset is None or asset.digest != digest:
        raise NotFound("Tidak ditemukan.", "Not found.")
    packed = "gzip" in request.headers.get("accept-encoding", "")
    headers = {"Cache-Control": f"public, max-age={A_YEAR}, immutable", "Vary": "Accept-Encoding"}
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(asset.packed if packed else asset.content, media_type=asset.kind, headers=headers)


@ROUTER.get("/")
def go_home(visit: Annotated[Visit, door("me:read")]) -> Response:
    """The page where this role's work begins."""
    audit.write(visit.connection, Act(Deed.READ, "account", (visit.context.who,)))
    return RedirectResponse(home(visit.context, visit.house.settings.node), 303)


@ROUTER.post("/tampilan")
def choose_appearance(
    _visit: Annotated[Visit, door("health:read")],
    language: Annotated[str, Form(max_length=5)] = "",
    theme: Annotated[str, Form(max_length=10)] = "",
    keys: Annotated[Literal["on", "off", ""], Form()] = "",
    here: Annotated[str, Form(max_length=500)] = "/",
) -> Response:
    """Language, theme and whether single keys do something, kept by the browser alone."""
    answer = RedirectResponse(back(here), 303)
    if language:
        if language not in LANGUAGES:
            raise InputRefused("Bahasa itu tidak tersedia.", "That language is not available.")
        answer.set_cookie(value=language, **cookies.LANGUAGE.attributes())
    if theme:
        if theme not in THEMES:
            raise InputRefused("Tampilan itu tidak tersedia.", "That theme is not available.")
        answer.set_cookie(value=theme, **cookies.THEME.attributes())
    if keys:
        answer.set_cookie(value=keys, **cookies.KEYS.attributes())
    return answer
