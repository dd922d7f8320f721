"""The process in which a file is examined: it reads one upload, answers once, and may do nothing else.

Started by ``confined`` as ``python -m protection.attachments.confinement``. Before the first byte of the upload
is read the process has loaded all it needs, then given up: opening any file or socket (it may hold three
descriptors, and has three), writing to any file, starting a process (where it can stop being root), memory and
time beyond the limits, and leaving a core behind. A decoder that is taken over holds the upload that took it
over, and a pipe whose reader trusts nothing.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from io import BytesIO

from PIL import Image

from protection.attachments import cleaning, media, paper, pixels, refusals
from protection.attachments.refusals import AttachmentRefused

MEMORY = 768 * 2**20
"""Bytes of address space: a picture of 40 megapixels takes 160 MB, and there are up to four of it at a time."""
MEMORY_FOR_PAGES = 512 * 2**20
"""For a PDF, whose pages are drawn one by one."""
PROCESSOR_SECONDS = 60
NOBODY = 65534


def confine() -> None:
    """Give up what an examination does not need. Nothing of it can be taken back."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(limit, (most, most))
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def warm_up() -> None:
    """Load what the decoders would load on first use, while files may still be opened."""
    small = Image.new("RGB", (2, 2))
    for found, name in pixels.FORMATS.items():
        written = BytesIO()
        small.save(written, format=name)
        list(pixels.pages(written.getvalue(), found))
    list(paper.pages(paper.bind([small])[0]))


def answer(upload: bytes, declared: str) -> list[bytes]:
    """A line of JSON, and the copies where there are any. What an error says is not told: it may quote content."""
    try:
        cleaned = cleaning.clean(upload, declared)
    except AttachmentRefused as refused:
        return [_line({"refused": refused.reason.code})]
    except MemoryError:
        return [_line({"refused": refusals.TOO_DEMANDING.code})]
    except Exception:
        return [_line({"refused": refusals.DAMAGED.code})]
    head: dict[str, str | int] = {
        "found": cleaned.found.media_type,
        "pages": cleaned.pages,
        "copy": len(cleaned.copy),
        "preview": len(cleaned.preview),
    }
    return [_line(head), cleaned.copy, cleaned.preview]


def _line(content: dict[str, str | int]) -> bytes:
    return json.dumps(content).encode() + b"\n"


def main() -> None:
    """Examine what comes in at standard input."""
    warm_up()
    confine()
    declared = sys.stdin.buffer.readline(256).decode("ascii", "replace").strip()
    upload = sys.stdin.buffer.read(media.MAX_BYTES + 1)
    if upload.startswith(b"%PDF-"):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_FOR_PAGES, MEMORY_FOR_PAGES))
    sys.stdout.buffer.writelines(answer(upload, declared))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
