"""File names: kept sealed as they came, and handed out only in a form that no system stumbles over."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

MAX_CHARACTERS = 80
NAMELESS = "lampiran"

_KEPT = re.compile(r"[^\w .()+,-]")
# Windows opens a device whatever follows the dot (Microsoft, "Naming Files, Paths, and Namespaces").
_DEVICE = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)(?![^ .])", re.IGNORECASE
)


def safe(name: str, extension: str) -> str:
    """A name of letters, digits and a few marks, for the last part of a path; ``extension`` is the content's own.

    Control and bidirectional characters are gone, so that "foto<RLO>gpj.exe" does not read as a picture.
    """
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(c for c in unicodedata.normalize("NFKC", last) if unicodedata.category(c)[0] != "C")
    stem = re.split(r"[/\\]", visible)[-1].rstrip(" .")  # NFKC turns full-width slashes into real ones
    stem = stem.rpartition(".")[0] or stem
    stem = re.sub(r"\s+", " ", _KEPT.sub("_", stem))[:MAX_CHARACTERS].lstrip(" .-").rstrip(" .")
    if not stem.strip("_"):
        stem = NAMELESS
    if _DEVICE.match(stem):
        stem = f"_{stem}"
    return f"{stem}.{extension}"


def disposition(name: str) -> str:
    """The header Content-Disposition (RFC 6266) for a name that ``safe`` made: always to be saved, never shown."""
    ascii_name = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
