"""What another agency does with our heads: hold them against those it kept, countersign the newest, keep them.

A witness needs no database, and nothing of ours but the file of heads.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from sqlalchemy import Connection, insert

from records import audit
from records.audit import trail
from records.audit.canonical import COUNTERSIGNATURE, HEAD
from records.audit.kept import Kept, head_digest
from records.audit.signing import holds, public_key, signed
from records.canonical import Document
from records.errors import SuluhError
from records.tables import audit_countersignatures


class HeadRefused(SuluhError):
    """A head that no honest witness signs, or a countersignature that does not belong to our history."""

    code = "head_refused"
    status = 409


def countersign(kept: Kept, witness: str, secret: bytes) -> tuple[Document, Document]:
    """The newest head of what is now kept, and the witness's signature over it.

    ``kept`` holds what the witness kept before together with what it was handed. Raises HeadRefused where these
    contradict each other, or do not join: then two histories exist.
    """
    for finding in kept.findings:
        raise HeadRefused(finding.text_id, finding.text_en)
    numbers = sorted(kept.heads)
    if not numbers:
        raise HeadRefused("Berkas tidak memuat kepala.", "The file holds no head.")
    if numbers != list(range(numbers[0], numbers[-1] + 1)):
        raise HeadRefused(
            "Di antara kepala yang disimpan dan yang diterima ada yang hilang; minta semuanya.",
            "Between the heads that were kept and those handed over some are missing; ask for all of them.",
        )
    if len(kept.keys) > 1:
        raise HeadRefused(
            "Kepala ini ditandatangani dengan kunci yang berganti; tanyakan dulu kepada pemiliknya.",
            "These heads are signed with a key that changed; ask their owner first.",
        )
    head = kept.heads[numbers[-1]]
    countersignature = {
        "at": datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "format": COUNTERSIGNATURE,
        "head": head_digest(head),
        "key": public_key(secret),
        "number": head["number"],
        "witness": witness,
    }
    return head, signed(countersignature, secret)


def accept(connection: Connection, kept: Kept) -> int:
    """Store the countersignatures of a file over heads of ours; gives how many were new.

    Raises HeadRefused where the file is damaged, or a head in it is not one of ours. Writes the audit's entry.
    """
    for finding in kept.findings:
        raise HeadRefused(finding.text_id, finding.text_en)
    ours = {
        d["number"]: d for d in trail.heads(connection, trail.installation(connection)) if d["format"] == HEAD
    }
    known = {(row.number, row.key.hex()) for row in connection.execute(audit_countersignatures.select())}
    new = [d for d in kept.countersignatures if (d["number"], d["key"]) not in known]
    for document in new:
        head = ours.get(document["number"])
        if head is None or document["head"] != head_digest(head) or not holds(document):
            raise HeadRefused(
                f"Kepala {document['number']} dalam berkas bukan kepala pemasangan ini.",
                f"Head {document['number']} in the file is not a head of this installation.",
            )
    if new:
        connection.execute(insert(audit_countersignatures), [_row(document) for document in new])
    heads = tuple(str(document["number"]) for document in new)
    audit.write(connection, audit.Act(audit.Deed.ACCEPT, "audit_head", heads))
    return len(new)


def short(head: Document) -> str:
    """A head in two lines for paper: its number, position and time, and 160 bits of its digest in base32.

    Two agencies that read the same letters to each other hold the same history up to there.
    """
    letters = base64.b32encode(bytes.fromhex(head_digest(head))[:20]).decode()
    groups = " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))
    return f"SULUH {head['installation']} #{head['number']} @{head['position']} {head['at']}\n{groups}"


def _row(document: Document) -> dict[str, object]:
    in_bytes = {name: bytes.fromhex(document[name]) for name in ("head", "key", "signature")}
    return {name: document[name] for name in ("number", "witness", "at")} | in_bytes
