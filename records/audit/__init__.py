"""The audit: written in the act's transaction, sealed into a chain, signed, and verified by anybody.

``act`` writes entries; ``seal`` chains them and signs heads; ``witness`` lets another agency countersign;
``trail`` reads all of it as documents; ``check`` finds what was changed. docs/audit-format.md is the law of it.
"""

from __future__ import annotations

from records.audit.act import Act, Deed, write

__all__ = ["Act", "Deed", "write"]
