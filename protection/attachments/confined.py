"""Have a file examined in a process of its own, so that a hostile one can kill nothing else."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from threading import BoundedSemaphore, Thread, Timer

from protection.attachments import media, refusals
from protection.attachments.media import Cleaned
from protection.attachments.refusals import AttachmentRefused

WALL_SECONDS = 90.0
AT_ONCE = BoundedSemaphore(2)
"""An examination may take 768 MB: more than these wait."""
MAX_HEAD = 512
MAX_PREVIEW = 64 * 1024

_PROGRAM = (sys.executable, "-I", "-B", "-m", "protection.attachments.confinement")
_BEGINS = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n",
    "image/webp": b"RIFF",
    "application/pdf": b"%PDF-1.4",
    "text/plain": b"",
}


def examine(upload: bytes, declared: str = "", wall_seconds: float = WALL_SECONDS) -> Cleaned:
    """The type and the cleaned copies of an upload that its sender calls ``declared``. Raises AttachmentRefused."""
    if not upload:
        raise AttachmentRefused(refusals.EMPTY)
    if len(upload) > media.MAX_BYTES:
        raise AttachmentRefused(refusals.TOO_LARGE)
    named = "".join(declared.split())[:200].encode("ascii", "replace")
    with AT_ONCE:
        said = _ask(named + b"\n" + upload, wall_seconds)
    try:
        return _understood(said)
    except (ValueError, KeyError, TypeError, AttributeError):  # it died, or does not talk as ours does
        raise AttachmentRefused(refusals.TOO_DEMANDING) from None


def _ask(question: bytes, wall_seconds: float) -> bytes:
    """Everything that the process said until it ended, was stopped, or had said too much."""
    # The service's environment holds the database's address and password: none of it is handed on.
    with subprocess.Popen(  # noqa: S603  (our own module, by our own interpreter)
        _PROGRAM, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("pipes were asked for")
        late = Timer(wall_seconds, process.kill)
        feeder = Thread(target=_feed, args=(process, question), daemon=True)
        late.start()
        feeder.start()
        try:
            return process.stdout.read(MAX_HEAD + media.MAX_CLEANED_BYTES + MAX_PREVIEW)
        finally:
            process.kill()
            late.cancel()
            feeder.join()


def _feed(process: subprocess.Popen[bytes], question: bytes) -> None:
    # It may have died before it had read all of it, and closing writes what is left.
    if process.stdin is not None:
        with contextlib.suppress(OSError), process.stdin:
            process.stdin.write(question)


def _understood(said: bytes) -> Cleaned:
    """What the process said, believed only as far as it can be checked: it has read a stranger's file."""
    line = said[:MAX_HEAD].partition(b"\n")[0]
    head = json.loads(line)
    if "refused" in head:
        raise AttachmentRefused(refusals.BY_CODE[head["refused"]])
    found, pages, length = media.BY_TYPE[head["found"]], int(head["pages"]), int(head["copy"])
    rest = memoryview(said)[len(line) + 1 :]
    copy, preview = bytes(rest[:length]), bytes(rest[length:])
    whole = length >= 0 and len(copy) == length and len(preview) == int(head["preview"]) <= MAX_PREVIEW
    if not (whole and 1 <= pages <= media.MAX_PAGES):
        raise ValueError("not as long as it says")
    if not (copy.startswith(_BEGINS[found.cleaned]) and preview.startswith(_BEGINS["image/png"])):
        raise ValueError("not the type that it says")
    return Cleaned(found, pages, copy, preview)
