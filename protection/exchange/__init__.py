"""The exchange between nodes: sealed and signed bundles that may be lost, doubled and late, and change nothing twice.

A node seals what it has to say to one other node, signs it, and sends it until that node's own signed acknowledgement
comes back. docs/decisions/0021 tells why.
"""

from __future__ import annotations

from protection.exchange.outbox import put

__all__ = ["put"]
