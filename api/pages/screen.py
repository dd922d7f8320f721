"""One page: a template filled in for the visitor, with what stands around every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.pages import assets, news
from api.pages.language import INDONESIAN, LANGUAGES, Language
from api.pages.navigation import Place, places
from api.pages.templates import environment
from api.service.door import Visit
from api.signin import cookies
from records.days import WIB, zone_of
from records.node import Node
from records.rights.context import Context

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Frame:
    """What stands around the content: where one is, who one is, where one can go."""

    language: Language
    theme: str
    path: str
    """The address as asked, without its query; to come back to after a change of language."""
    context: Context | None = None
    idle_seconds: int = 0
    node: Node = Node.PROVINCE
    keys: bool = True
    """Whether single keys do something (``static/keys.js``)."""

    @property
    def places(self) -> tuple[Place, ...]:
        """The navigation of this visitor."""
        return () if self.context is None else tuple(places(self.context, self.node))

    @property
    def groups(self) -> dict[str, list[Place]]:
        """The same, by group, in the order of the navigation."""
        grouped: dict[str, list[Place]] = {}
        for place in self.places:
            grouped.setdefault(place.group, []).append(place)
        return grouped

    def here(self, place: Place) -> bool:
        """Whether the page belongs to that place."""
        return self.path == place.address or self.path.startswith(place.address + "/")


def language_of(request: Request, context: Context | None = None) -> Language:
    """The language that the browser's cookie names, in the zone of the visitor's office."""
    code = request.cookies.get(cookies.LANGUAGE.name, INDONESIAN)
    zone = WIB if context is None else zone_of(context.areas)
    return Language(code if code in LANGUAGES else INDONESIAN, zone)


def frame_of(request: Request, visit: Visit | None = None) -> Frame:
    """What stands around a page that this request gets."""
    someone = None if visit is None else visit.someone
    context = None if someone is None else someone.context
    theme = request.cookies.get(cookies.THEME.name, "auto")
    idle = 0 if visit is None or someone is None else 60 * visit.house.settings.session_idle_minutes
    return Frame(
        language_of(request, context),
        theme if theme in THEMES else "auto",
        request.url.path,
        context,
        idle,
        request.app.state.house.settings.node,
        request.cookies.get(cookies.KEYS.name) != "off",
    )


def filled(frame: Frame, template: str, values: Mapping[str, Any]) -> str:
    """A template's text; every template knows ``frame``, ``asset`` and ``LANGUAGES`` besides its own values."""
    around = {"frame": frame, "asset": assets.address, "LANGUAGES": LANGUAGES, "THEMES": THEMES, "news": None}
    return environment(frame.language).get_template(template).render({**around, **values})


def show(request: Request, visit: Visit, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The page as the answer; ``now`` and ``may`` are the visit's own."""
    frame = frame_of(request, visit)
    known: dict[str, Any] = {"now": visit.now}
    if visit.someone is not None:
        known |= {"may": visit.may, "me": visit.context.who}
    told = news.of(request)
    answer = HTMLResponse(filled(frame, template, {**known, "news": told, **values}), status)
    if told is not None:
        news.forget(answer)
    return answer


def go(address: str, told: str = "", about: str = "") -> Response:
    """Go on to another page of ours after a change, which tells there what was done (``news.NEWS``)."""
    answer = RedirectResponse(address, 303)
    if told:
        news.tell(answer, told, about)
    return answer


def back(asked: str, otherwise: str = "/") -> str:
    """An address that a form names to come back to, where it is one of ours: never another host's."""
    plain = asked.startswith("/") and not asked.startswith(("//", "/\\")) and "\\" not in asked
    return quote(asked, safe="/?=&%-._~,:+") if plain and asked.isprintable() else otherwise
