"""Secrets in files: made once at random, readable by their owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from records.errors import SettingsRefused


def key_in(file: Path, length: int = 32) -> bytes:
    """The secret of ``length`` bytes that ``file`` holds in hexadecimal; a new one when the file is missing.

    Two processes that make it at once both get the one that was first. Raises SettingsRefused where other
    users could read the file, or where it does not hold a secret of that length.
    """
    if not file.exists():
        write_key(file, secrets.token_bytes(length))
    return read_key(file, length)


def read_key(file: Path, length: int = 32) -> bytes:
    """The secret that ``file`` holds; a missing one is not made. Raises SettingsRefused."""
    if not file.exists():
        raise SettingsRefused(f"Berkas kunci {file} tidak ada.", f"The key file {file} is missing.")
    if file.stat().st_mode & 0o077:
        raise SettingsRefused(
            f"Berkas kunci {file} dapat dibaca pengguna lain; batasi dengan: chmod 600 {file}",
            f"The key file {file} can be read by other users; restrict it with: chmod 600 {file}",
        )
    try:
        key = bytes.fromhex(file.read_text("ascii"))
    except ValueError:
        key = b""
    if len(key) != length:
        raise SettingsRefused(
            f"Berkas kunci {file} tidak berisi kunci heksadesimal sepanjang {length} bita.",
            f"The key file {file} does not hold a hexadecimal key of {length} bytes.",
        )
    return key


def write_key(file: Path, key: bytes) -> None:
    """Write a secret for its owner alone, durably, unless the file is there already."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as stream:
            stream.write(key.hex() + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        # A link, not a rename: it never replaces a secret that another process made in the meantime.
        file.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
