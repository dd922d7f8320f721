"""After signing out nothing of anybody is left on the machine: storage, cache, cookies, disk, history, back, log.

The canaries are what an officer really had shown: names, NIK and phones that were revealed with a reason.
"""

from __future__ import annotations

import contextlib
import gzip
import logging
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from test_satgas_case import a_case
from windows import Served, cookies

REASON = "Mencocokkan dengan kartu identitas di kantor desa."
STORES = """async () => {
  const said = [location.href, document.title, document.cookie, JSON.stringify({...localStorage}),
    JSON.stringify({...sessionStorage})];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) { said.push(request.url, await (await cache.match(request)).text()); }
  }
  for (const each of await indexedDB.databases()) {
    said.push(each.name);
    const base = await new Promise((done) => {
      const asked = indexedDB.open(each.name);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of base.objectStoreNames) {
      said.push(JSON.stringify(await new Promise((done) => {
        const asked = base.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      })));
    }
    base.close();
  }
  return said.join("\\n");
}"""
PLANT = """async (word) => {
  localStorage.setItem("kept", word);
  sessionStorage.setItem("kept", word);
  await (await caches.open("kept")).put("/kept", new Response(word));
  const base = await new Promise((done) => {
    const asked = indexedDB.open("kept", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
    asked.onsuccess = () => done(asked.result);
  });
  await new Promise((done) => {
    const change = base.transaction("kept", "readwrite");
    change.objectStore("kept").put(word, 1);
    change.oncomplete = done;
  });
  base.close();
}"""


@dataclass(frozen=True)
class Machine:
    """A browser with a folder of its own on the disk, as an office computer has it."""

    folder: Path
    context: BrowserContext
    page: Page


def machine(playwright: Playwright, chromium: str, folder: Path) -> Machine:
    context = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=chromium,
        args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        ignore_default_args=["--disable-back-forward-cache"],  # an office's browser keeps pages for "back"
        locale="id-ID",
    )
    return Machine(folder, context, context.pages[0])


def forms(word: str) -> tuple[bytes, ...]:
    """As a browser may write it down."""
    return word.encode(), word.encode("utf-16-le"), word.replace(" ", "+").encode()


def on_disk(folder: Path, words: frozenset[str]) -> dict[str, str]:
    """Which words stand in which files, also inside what was packed (gzip, deflate)."""
    wanted = {word: forms(word) for word in words}
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        for content in _contents(path.read_bytes()):
            for word, written in wanted.items():
                if any(each in content for each in written):
                    found[word] = str(path.relative_to(folder))
    return found


def _contents(raw: bytes) -> Iterator[bytes]:
    yield raw
    begin = raw.find(b"\x1f\x8b\x08")
    while begin >= 0:
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj(wbits=31).decompress(raw[begin:])
        begin = raw.find(b"\x1f\x8b\x08", begin + 1)


def history(folder: Path, kept: Path) -> str:
    """Every address and title that the browser remembers."""
    shutil.copy(folder / "Default" / "History", kept)
    with sqlite3.connect(kept) as base:
        return "\n".join(f"{url} {title}" for url, title in base.execute("SELECT url, title FROM urls"))


def revealed(page: Page, address: str) -> frozenset[str]:
    """What an officer has shown to them of one person."""
    page.goto(address)
    page.locator("#buka summary").click()
    for box in page.locator("#buka input[name=fields]").all():
        box.check()
    page.fill("#f-reveal_reason", REASON)
    page.get_by_role("button", name="Tampilkan sebentar").click()
    expect(page.locator("#buka .revealed").first).to_be_visible()
    return frozenset(each for each in page.locator("#buka .revealed").all_inner_texts() if len(each) > 7)


@pytest.fixture
def shown(
    served: Served, playwright: Playwright, chromium: str, tmp_path: Path
) -> Iterator[tuple[Machine, frozenset[str]]]:
    """A machine on which an officer has been shown two people, and walked about."""
    used = machine(playwright, chromium, tmp_path / "profile")
    used.context.add_cookies(cookies(served, "satgas", None, language="id"))  # type: ignore[arg-type]
    page, address = used.page, served.address
    strangers: list[str] = []  # noted, not held up: to stand in the way would switch the browser's cache off
    used.context.on("request", lambda asked: asked.url.startswith(address) or strangers.append(asked.url))
    words = revealed(page, address + a_case(served, 5)) | revealed(page, address + a_case(served, 6))
    page.goto(address + "/tugas")
    yield used, words
    used.context.close()
    assert strangers == []


def test_nothing_of_anybody_is_left_after_signing_out(
    served: Served,
    shown: tuple[Machine, frozenset[str]],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    used, words = shown
    page = used.page
    assert len(words) >= 4, "names, NIK and phones were shown"
    with caplog.at_level(logging.DEBUG):
        again = revealed(page, served.address + a_case(served, 5))
    assert again <= words
    page.go_back()
    assert not [word for word in words if word in page.evaluate(STORES)], "while signed in"
    page.goto(served.address + "/tugas")
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/masuk")
    said = page.evaluate(STORES) + str(used.context.cookies())
    assert not [word for word in words if word in said]
    for _ in range(6):
        page.go_back(wait_until="load")
        assert not [word for word in words if word in page.content() + page.title() + page.url], page.url
        assert "/tugas" not in page.url or "h1" not in page.content() or "Masuk" in page.content()
    used.context.close()
    assert on_disk(used.folder, words) == {}
    assert not [word for word in words if word in history(used.folder, tmp_path / "history")]
    logged = caplog.text + "".join(
        path.read_text(errors="replace") for path in served.house.settings.data_dir.rglob("*.log")
    )
    assert not [word for word in words if word in logged]


def test_the_search_finds_what_is_planted_everywhere(
    served: Served, playwright: Playwright, chromium: str, tmp_path: Path
) -> None:
    word = "Kenari Percobaan Sungai"
    used = machine(playwright, chromium, tmp_path / "profile")
    page = used.page
    page.goto(served.address + "/masuk")
    page.evaluate(PLANT, word)
    assert page.evaluate(STORES).count(word) == 4, "two storages, a cache, a database"
    page.goto(served.address + "/masuk?" + word.replace(" ", "+"))
    page.evaluate("(word) => { document.title = word; }", word)
    page.goto(served.address + "/masuk")
    page.wait_for_timeout(1500)  # the browser writes its history down by and by
    used.context.close()
    kept = set(on_disk(used.folder, frozenset({word, "data-swap"})))
    assert kept == {word, "data-swap"}, "the second is a word of a file that may stay, packed in the cache"
    assert word in history(used.folder, tmp_path / "history")


def test_the_search_opens_what_is_packed(tmp_path: Path) -> None:
    (tmp_path / "entry").write_bytes(b"head" + gzip.compress(b"Kenari Percobaan Sungai") + b"tail")
    assert on_disk(tmp_path, frozenset({"Kenari Percobaan Sungai"})) == {"Kenari Percobaan Sungai": "entry"}
