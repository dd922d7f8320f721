"""What holds on every page of every role: it opens, it tells nobody's name, it keeps nothing, axe finds no fault.

The pages are found by following links, so a new one is tried without anybody adding it here.
"""

from __future__ import annotations

import csv
import gzip
import re
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from crawl import Seen, Share, kind_of, known
from looked import violations
from lpsk_work import EVIDENCE, RECRUITER
from sending_node import PACKETS
from windows import PHONE, Served, Visit

from api.demonstration_accounts import CAST, LPSK_CAST
from records.contract import FEEDS
from records.feed import Identifier
from records.node import Node

ACCOUNTS = [
    *((Node.PROVINCE, character.login) for character in CAST),
    *((Node.LPSK, character.login) for character in LPSK_CAST),
]
HIDDEN = {Identifier.NAME, Identifier.NIK, Identifier.PASSPORT, Identifier.PHONE, Identifier.ACCOUNT}
LEAST = {
    (Node.PROVINCE, "satgas"): 10,
    (Node.PROVINCE, "ketua.satgas"): 12,
    (Node.PROVINCE, "ltsa"): 3,
    (Node.PROVINCE, "analis"): 6,
    (Node.PROVINCE, "auditor"): 4,
    (Node.LPSK, "lpsk"): 12,
    (Node.LPSK, "kustodian"): 6,
}
"""Kinds of pages that the crawl must at least meet for an account, so that it cannot pass by seeing nothing."""
NARROW = {"width": 320, "height": 640}
LOOKED_AT = Share(2)
PAGE_BYTES, FIRST_BYTES = 50_000, 150_000


@pytest.fixture(scope="module")
def canaries(served: Served) -> frozenset[str]:
    """Every name, NIK, passport, phone and account of the province's people."""
    folder = served.house.settings.data_dir / "province" / "feeds"
    columns = {
        feed.name: [each.name for each in feed.identifiers if each.identifier in HIDDEN] for feed in FEEDS
    }
    columns["agencies"] = []  # licensed companies, which are public
    found: set[str] = set()
    for path in Path(folder).glob("*.csv"):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                found |= {row[name] for name in columns[path.stem] if row.get(name)}
    return frozenset(each for each in found if len(each) > 7 and (" " in each or any(map(str.isdigit, each))))


@dataclass(frozen=True)
class Crawled:
    """The pages that one account of a node reaches."""

    node: Node
    login: str
    served: Served
    seen: list[Seen]


@pytest.fixture(scope="module", params=ACCOUNTS, ids=[f"{node}-{login}" for node, login in ACCOUNTS])
def crawled(request: pytest.FixtureRequest) -> Crawled:
    node, login = request.param
    served = request.getfixturevalue("served" if node is Node.PROVINCE else "lpsk_served")
    return Crawled(node, login, served, known(served, login))


def test_every_page_opens_and_keeps_to_the_form(crawled: Crawled) -> None:
    login, seen = crawled.login, crawled.seen
    assert "/masuk" not in {page.path for page in seen}, "nobody was signed in"
    assert len({kind_of(page.path) for page in seen}) >= LEAST.get((crawled.node, login), 1), login
    for page in seen:
        assert page.status == 200, (login, page.path, page.status)
        assert page.headers["cache-control"] == "no-store", page.path
        if page.kind.startswith("text/html"):
            assert len(re.findall(r"<h1\b", page.text)) == 1, page.path
            assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", page.text), page.path
            assert re.search(r"<title>[^<]+ · Suluh</title>", page.text), page.path
            assert not re.search(r'(src|href|action)="(https?:)?//', page.text), page.path


def test_no_page_tells_who_anybody_is(crawled: Crawled, request: pytest.FixtureRequest) -> None:
    login, at_lpsk = crawled.login, crawled.node is Node.LPSK
    canaries = _of_packets() if at_lpsk else request.getfixturevalue("canaries")
    assert len(canaries) > (5 if at_lpsk else 1000)
    for page in crawled.seen:
        assert [each for each in canaries if each in page.text or each in page.path] == [], (login, page.path)


def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_screen(
    crawled: Crawled, request: pytest.FixtureRequest
) -> None:
    login = crawled.login
    visit = request.getfixturevalue("lpsk_visit" if crawled.node is Node.LPSK else "visit")
    paths = [page.path for page in LOOKED_AT.of(crawled.seen) if page.kind.startswith("text/html")]
    window = visit(login, theme="light")
    faults: list[str] = []
    for number, path in enumerate(paths):
        page = window.open(path)
        # Each page in one of the forms in which somebody may have it before them.
        page.emulate_media(color_scheme="dark" if number % 2 else "light")
        page.evaluate(f"document.documentElement.dataset.theme = '{'dark' if number % 2 else 'light'}'")
        if number % 3 == 2:
            page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        faults += violations(page, f"{login} {path}")
        page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > NARROW["width"]:
            faults.append(f"{path}: {wide} px wide on a screen of 320")
        page.set_viewport_size({"width": 1366, "height": 768})
    print(f"{login}: {len(paths)} pages, {len({kind_of(path) for path in paths})} kinds")
    assert faults == []


def test_axe_would_find_a_planted_fault(visit: Visit) -> None:
    page = visit().open("/masuk")
    page.evaluate("document.querySelector('label').remove()")
    assert any(": label " in each for each in violations(page, "nobody /masuk, planted"))


def test_pages_are_light(crawled: Crawled) -> None:
    """The first load with everything it needs, and each page after it, compressed (bytes, not seconds)."""
    login, seen = crawled.login, crawled.seen
    first = next(page for page in seen if page.kind.startswith("text/html"))
    needed = set(re.findall(r'(?:href|src)="(/aset/[^"]+)"', first.text))
    with httpx.Client(base_url=crawled.served.address, headers={"accept-encoding": "gzip"}) as client:
        brought = sum(len(b"".join(_raw(client, each))) for each in needed if "/vendor/" not in each)
    weights = {page.path: len(gzip.compress(page.text.encode(), 6)) for page in seen if "html" in page.kind}
    print(f"{login}: first load {brought + weights[first.path]} bytes; heaviest page {max(weights.values())}")
    assert brought + weights[first.path] <= FIRST_BYTES
    assert {path: size for path, size in weights.items() if size > PAGE_BYTES} == {}


def _of_packets() -> frozenset[str]:
    """Every name, NIK and telephone that reached LPSK's node."""
    told = [packet["sections"].get(name, {}) for packet in PACKETS for name in ("identity", "safe_contact")]
    named = {str(each[key]) for each in told for key in ("name", "nik", "to") if each.get(key)}
    return frozenset(named | {RECRUITER, EVIDENCE["person"][0]["cells"]["name"]})


def _raw(client: httpx.Client, path: str) -> list[bytes]:
    with client.stream("GET", path) as answer:
        return list(answer.iter_raw())
