"""Every page that somebody can reach by following links, a few of each kind."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx
from windows import Served

from api.signin.cookies import SESSION
from records.rights.purpose import Purpose

_LINK = re.compile(r'<a\b[^>]*?href="([^"#]+)"')
_OPAQUE = re.compile(r"^(?=.*\d)[\w.:~-]+$")
OF_EACH_KIND, AT_MOST = 2, 60


@dataclass(frozen=True)
class Seen:
    """One page as it was answered."""

    path: str
    status: int
    kind: str
    text: str
    headers: httpx.Headers


def kind_of(path: str) -> str:
    """The address without what it is about: ``/tugas/*/bukti``, and which filters it names."""
    parts = urlsplit(path)
    steps = ["*" if _OPAQUE.match(step) else step for step in parts.path.split("/")]
    names = sorted({each.partition("=")[0] for each in parts.query.split("&") if each})
    return "/".join(steps) + ("?" + "&".join(names) if names else "")


def pages(served: Served, login: str, language: str = "id", purpose: Purpose | None = None) -> Iterator[Seen]:
    """The pages of an account, beginning with its first; links to files, to the API and out are not followed."""
    cookies = {SESSION.name: served.token(login, purpose), "__Host-suluh-language": language}
    jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
    waiting, met, shown = ["/"], Counter[str](), set[str]()
    with httpx.Client(base_url=served.address, headers={"cookie": jar}, timeout=120) as client:
        while waiting and len(shown) < AT_MOST:
            path = waiting.pop(0)
            if path in shown or met[kind_of(path)] >= OF_EACH_KIND:
                continue
            shown.add(path)
            met[kind_of(path)] += 1
            answer = client.get(path)
            if answer.is_redirect:  # httpx would leave the cookie behind
                waiting.append(answer.headers["location"])
                continue
            seen = Seen(
                path, answer.status_code, answer.headers.get("content-type", ""), answer.text, answer.headers
            )
            yield seen
            if seen.kind.startswith("text/html"):
                waiting += [
                    target
                    for found in _LINK.findall(seen.text)
                    if (target := urljoin(path, html.unescape(found))).startswith("/")
                    and not target.startswith(("/v1/", "/aset/"))
                ]


@dataclass
class Share:
    """What of the accounts' pages is worth opening in a browser: each kind of page for so many of them.

    Pages of a kind differ little from account to account, and every one of them is read as text in any case.
    """

    accounts: int
    met: Counter[str] = field(default_factory=Counter)

    def of(self, seen: list[Seen]) -> list[Seen]:
        """The pages of one account that too few before it had."""
        kinds = {kind_of(page.path) for page in seen if self.met[kind_of(page.path)] < self.accounts}
        self.met.update(kinds)
        return [page for page in seen if kind_of(page.path) in kinds]


_KNOWN: dict[tuple[str, str], list[Seen]] = {}


def known(served: Served, login: str) -> list[Seen]:
    """The same, walked once in a session for each account."""
    if (served.address, login) not in _KNOWN:
        _KNOWN[served.address, login] = list(pages(served, login))
    return _KNOWN[served.address, login]
