"""A file is examined in a process that may do nothing else; whatever happens there, the service goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator

import pytest
from hostile_files import CORPUS
from made_files import PAGE, pdf, saved, stream

from protection.attachments import confined, media
from protection.attachments.confined import examine
from protection.attachments.refusals import BY_CODE, REASONS, AttachmentRefused

SAMPLE = (
    "html",
    "pdf around a zip",
    "png of 3.6 gigapixels",
    "png text bomb",
    "half a pdf",
    "png called jpeg",
)


def refused(upload: bytes, declared: str = "", **limits: float) -> str:
    with pytest.raises(AttachmentRefused) as refusal:
        examine(upload, declared, **limits)
    return refusal.value.reason.code


def instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Another program in the place of the one that examines."""
    monkeypatch.setattr(confined, "_PROGRAM", (sys.executable, "-I", "-c", program))


@pytest.mark.parametrize(
    ("upload", "declared", "found"),
    [
        (saved("JPEG"), "image/jpeg", media.JPEG),
        (saved("TIFF"), "", media.TIFF),
        (pdf(), "application/pdf", media.PDF),
        ("Pernyataan \u2713".encode(), "text/plain; charset=utf-8", media.TEXT),
    ],
    ids=["jpeg", "tiff", "pdf", "text"],
)
def test_a_good_file_comes_back_cleaned(upload: bytes, declared: str, found: media.Media) -> None:
    cleaned = examine(upload, declared)
    assert (cleaned.found, cleaned.pages) == (found, 1)
    assert cleaned.preview.startswith(b"\x89PNG")


@pytest.mark.parametrize("name", SAMPLE)
def test_a_reason_comes_through_the_pipe(name: str) -> None:
    (case,) = (case for case in CORPUS if case.name == name)
    assert refused(case.data, case.declared) in case.codes


def test_nothing_and_too_much_never_reach_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, "raise SystemExit")
    assert refused(b"") == "empty"
    assert refused(bytes(media.MAX_BYTES + 1)) == "too_large"


def bombs() -> Iterator[tuple[str, bytes]]:
    """Files that are well formed, and that want gigabytes or hours."""
    zeros = b"q " * 2**20
    packed = zlib.compress(zeros * 16, 9)
    yield "drawing of 32 MB", pdf(o4=stream(packed, b"/Filter /FlateDecode"))
    gigabyte = zlib.compress(zlib.compress(bytes(2**30), 9), 9)
    yield "1 GB, packed twice", pdf(o4=stream(gigabyte, b"/Filter [/FlateDecode /FlateDecode]"))
    image = stream(
        zlib.compress(bytes(10**6), 9),
        b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB "
        b"/BitsPerComponent 8 /Filter /FlateDecode",
    )
    holds = PAGE.replace(b"/Font <<", b"/XObject << /X 5 0 R >> /Font <<", 1)
    yield "picture of 10 GB", pdf(image, o3=holds, o4=stream(b"q 100 0 0 100 0 0 cm /X Do Q"))


@pytest.mark.parametrize(("name", "upload"), list(bombs()), ids=[name for name, _ in bombs()])
def test_a_bomb_in_a_pdf_takes_the_process_with_it_at_most(name: str, upload: bytes) -> None:
    try:
        size, told = len(examine(upload).copy), None
    except AttachmentRefused as refusal:
        size, told = 0, refusal.reason.code
    assert size < 10**6, name
    assert told in {None, "too_demanding", "damaged"}


def test_a_process_that_takes_too_long_is_stopped() -> None:
    began = time.monotonic()
    assert refused(saved("JPEG"), wall_seconds=0.05) == "too_demanding"
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.abort()",
        "import os; os.kill(os.getpid(), 11)",
        "import sys; sys.stdin.buffer.read(); print('halo')",
        "import sys; sys.stdin.buffer.read(); print('[]')",
        'import sys; sys.stdin.buffer.read(); print(\'{"refused": "made up"}\')',
        'import sys; sys.stdin.buffer.read(); print(\'{"found": "text/html", "pages": 1}\')',
        "import sys; sys.stdin.buffer.read(); "
        'print(\'{"found": "image/png", "pages": 1, "copy": 9, "preview": 9}\'); print(\'<script>\' * 9)',
        "import sys; sys.stdin.buffer.read(); "
        'print(\'{"found": "text/plain", "pages": 1, "copy": -1, "preview": 9}\')',
        "import sys; sys.stdin.close(); print('{' * 10**6)",
    ],
)
def test_what_a_taken_over_process_says_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    instead(monkeypatch, program)
    assert refused(saved("JPEG") * 50) == "too_demanding"


def test_a_process_that_says_without_end_is_not_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "MAX_CLEANED_BYTES", 2**20)
    instead(monkeypatch, "while True: print('A' * 65536)")
    assert refused(saved("JPEG")) == "too_demanding"


def test_the_process_gets_none_of_the_services_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SULUH_DATABASE_URL", "postgresql://rahasia")
    instead(
        monkeypatch,
        "import os, sys; sys.stdin.buffer.read(); sys.exit() if 'SULUH_DATABASE_URL' in os.environ "
        'else print(\'{"refused": "empty"}\')',
    )
    assert refused(b"halo") == "empty"


TRIES = {
    "open a file": "open('/etc/hostname')",
    "write a file": "open('/dev/shm/suluh-test', 'w')",
    "open a socket": "import socket; socket.socket()",
    "take a gigabyte": "bytearray(2**30)",
}


def in_confinement(attempt: str) -> str:
    program = (
        "from protection.attachments import confinement\n"
        "import socket, os\n"
        "confinement.confine()\n"
        f"try:\n    {attempt}\n"
        "except BaseException as error:\n    print(type(error).__name__)\n"
        "else:\n    print('done')\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False)
    return done.stdout.strip()


@pytest.mark.parametrize("attempt", TRIES)
def test_confinement_leaves_nothing_to_open_and_little_to_take(attempt: str) -> None:
    assert in_confinement(TRIES[attempt]) in {"OSError", "MemoryError"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give itself up")
def test_root_becomes_nobody_and_starts_no_process() -> None:
    assert in_confinement("os.fork() or os._exit(0)") == "BlockingIOError"
    assert in_confinement("os.setuid(0)") == "PermissionError"


def test_no_file_is_left_anywhere() -> None:
    def there() -> set[str]:
        return {name for folder in ("/tmp", "/dev/shm", "/var/tmp") for name in os.listdir(folder)}  # noqa: PTH208, S108

    before = there()
    examine(pdf())
    examine(saved("TIFF", save_all=True))
    left = {name for name in there() - before if "suluh" in name or "attach" in name}
    assert left == set()


def test_no_more_than_two_are_examined_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()

    def ask(_question: bytes, _seconds: float) -> bytes:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return b'{"refused": "empty"}\n'

    monkeypatch.setattr(confined, "_ask", ask)
    threads = [threading.Thread(target=refused, args=(b"halo",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_every_reason_is_told_in_both_languages() -> None:
    assert len(BY_CODE) == len(REASONS)
    for reason in REASONS:
        assert reason.id.endswith(".")
        assert reason.en.endswith(".")
        assert reason.id != reason.en
    error = AttachmentRefused(REASONS[0])
    assert (error.code, error.status) == ("attachment_refused", 422)
