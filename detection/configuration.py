"""What else a statement depends on besides rows and model: the release, the dated law, the declared columns."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from detection.indicators import INDICATORS
from features.catalogue import digest as columns_digest
from records import law

_SHOWN = 16


@cache
def configuration() -> dict[str, str]:
    """Release and digests; a statement that is made again under another configuration may differ, and says why."""
    return {
        "suluh": version("suluh"),
        "law": sha256(Path(law.__file__).with_name("law.toml").read_bytes()).hexdigest()[:_SHOWN],
        "columns": columns_digest()[:_SHOWN],
        "indicators": sha256(" ".join(each.id for each in INDICATORS).encode()).hexdigest()[:_SHOWN],
    }
