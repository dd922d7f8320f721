"""Bundles to and from other nodes: what is due is sent, what lies in folders is taken in."""

from __future__ import annotations

from sqlalchemy import text

from api.arrivals import HANDLERS
from api.jobs.declared import Errand
from protection.erasure import telling
from protection.exchange import carrying, outbox
from protection.exchange.keys import NodeKeys
from records.days import WIB
from records.node import Node
from records.rights.context import job
from records.rights.purpose import Purpose

_TELL = text("""
    INSERT INTO notices (for_role, kind, ref) SELECT :role, 'bundles_overdue', :ref
    WHERE NOT EXISTS (SELECT FROM notices WHERE for_role = :role AND kind = 'bundles_overdue' AND ref = :ref)
""")
_TOLD = {Node.PROVINCE: "satgas_lead", Node.LPSK: "lpsk_custodian"}


def work(errand: Errand) -> None:
    """One round; done twice, what was sent twice changes nothing at the other end."""
    settings, store = errand.settings, errand.store.acting(job(Purpose.PROTECTION))
    mine, handlers = NodeKeys.of(settings), HANDLERS[settings.node]
    if settings.node is Node.PROVINCE:
        with store.begin() as connection:
            telling.tell(connection, store.keys, errand.now)
    done = carrying.carry(store, mine, handlers, errand.now)
    with store.begin() as connection:
        late = outbox.overdue(connection, errand.now)
        if late:
            ref = f"bundles/{errand.now.astimezone(WIB):%Y-%m-%d}"
            connection.execute(_TELL, {"role": _TOLD[settings.node], "ref": ref})
    errand.tell(
        f"{done.sent} terkirim, {done.failed} gagal, {done.taken} diterima, {done.turned_away} ditolak, {late} lewat "
        "waktu / sent, failed, taken in, turned away, overdue"
    )
