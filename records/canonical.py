"""The one byte form of a document: what is hashed and what is signed, by the audit and by bundles between nodes.

A subset of RFC 8785 (JSON Canonicalization Scheme) as long as a document holds strings, whole numbers, true, false,
null, arrays and objects; whoever writes one sees to that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]
"""One object in this form."""

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True).encode


def canonical(document: Mapping[str, Any]) -> bytes:
    """The document in its byte form: UTF-8, members in order, no space. Raises ValueError where there is none."""
    return _encode(document).encode()  # half a character raises UnicodeEncodeError, a ValueError


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the byte form, in 64 hexadecimal digits."""
    return hashlib.sha256(canonical(document)).hexdigest()


def parse(raw: bytes) -> Document:
    """The document of exactly these bytes. Raises ValueError for anything that ``canonical`` would not have written."""
    try:
        document = json.loads(raw)
        if not isinstance(document, dict) or canonical(document) != raw:
            raise ValueError("not in canonical form")
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    return document
