"""What cannot wait: look at what has just come in, and call whoever is on duty."""

from __future__ import annotations

from api.jobs.declared import Errand
from detection.urgent.channels import senders
from detection.urgent.escalation import escalate
from detection.urgent.urgent import after_ingest


def work(errand: Errand) -> None:
    """One look and one round of calls; done twice, the second finds nothing new and calls nobody again."""
    sending = senders(errand.settings)
    raised = after_ingest(errand.store, errand.now)
    called = escalate(errand.store, errand.now, sending)
    errand.tell(
        f"{len(raised.items)} hal mendesak, {called.sent} pesan terkirim, {called.failed} gagal / "
        "urgent matters, messages sent, failed"
    )
