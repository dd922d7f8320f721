"""Webhooks: programs of other institutions are told of events, by number, at an address of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field

from api.service.cursors import BIGGEST, Paged
from api.service.door import Visit, door
from api.service.etags import demand_match
from api.webhooks import subscriptions
from api.webhooks.addresses import LONGEST
from api.webhooks.subscriptions import Delivery, Webhook
from records import audit
from records.audit import Act, Deed
from records.events import EVENTS

ROUTER = APIRouter(prefix="/v1")

CHANGED = "Sudah berubah sejak dibaca (If-Match) / changed since it was read (If-Match)"
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
Id = Annotated[str, Path(max_length=100)]


class NewWebhook(BaseModel):
    """Where to send messages, and of which events."""

    url: Annotated[str, Field(max_length=LONGEST, examples=["https://penerima.example/suluh"])]
    events: Annotated[
        list[Annotated[str, Field(max_length=50)]],
        Field(min_length=1, max_length=20, examples=[["alert.raised"]]),
    ]


@dataclass(frozen=True)
class Subscribed:
    """A subscription and the secret of its signatures, which is shown once."""

    webhook_id: str
    secret: str


@dataclass(frozen=True)
class Told:
    """An event that can be subscribed to, the permission that it needs, and what it means."""

    name: str
    permission: str
    title_id: str
    title_en: str


@ROUTER.get("/events")
def read_events(visit: Annotated[Visit, door("webhook:read")]) -> list[Told]:
    """Peristiwa yang dapat dilanggan. / The events that can be subscribed to."""
    audit.write(visit.connection, Act(Deed.READ, "event", ()))
    return [Told(each.name, each.permission_name, each.title_id, each.title_en) for each in EVENTS]


@ROUTER.get("/webhooks")
def read_webhooks(visit: Annotated[Visit, door("webhook:read")], page: Paged) -> list[Webhook]:
    """Langganan. / Subscriptions."""
    found = subscriptions.listing(visit.connection, visit.house.store.keys, page.after, page.most)
    return [webhook for _, webhook in page.of(found, lambda each: each[0])]


@ROUTER.post("/webhooks", status_code=201)
def subscribe(new: NewWebhook, visit: Annotated[Visit, door("webhook:change")]) -> Subscribed:
    """Berlangganan peristiwa (hanya program). / Subscribe to events (programs only)."""
    made = subscriptions.subscribe(
        visit.connection,
        visit.house.store.keys,
        visit.visitor,
        new.url,
        new.events,
        private=visit.house.settings.webhook_private,
    )
    return Subscribed(*made)


@ROUTER.get("/webhooks/{webhook_id}")
def read_webhook(webhook_id: Id, visit: Annotated[Visit, door("webhook:read")]) -> Webhook:
    """Satu langganan. / One subscription."""
    found = subscriptions.one(visit.connection, visit.house.store.keys, webhook_id)
    audit.write(visit.connection, Act(Deed.READ, "webhook", (found.webhook_id,)))
    return found


@ROUTER.delete("/webhooks/{webhook_id}", status_code=204, responses={412: {"description": CHANGED}})
def end(webhook_id: Id, request: Request, visit: Annotated[Visit, door("webhook:change")]) -> None:
    """Akhiri langganan. / End a subscription; If-Match holds it to the state that was read."""
    seen = subscriptions.one(visit.connection, visit.house.store.keys, webhook_id)
    demand_match(request, visit.house.key, Webhook, seen)
    subscriptions.end(visit.connection, webhook_id, visit.now)


@ROUTER.get("/webhooks/{webhook_id}/deliveries")
def read_deliveries(
    webhook_id: Id, visit: Annotated[Visit, door("webhook:read")], page: Paged
) -> list[Delivery]:
    """Kiriman dan hasilnya. / What was sent, what waits, what was given up."""
    found = subscriptions.deliveries(visit.connection, webhook_id, page.after, page.most)
    return page.of(found, lambda each: each.delivery_id)


@ROUTER.post("/webhooks/{webhook_id}/deliveries/{delivery_id}/retries", status_code=204)
def send_again(webhook_id: Id, delivery_id: Number, visit: Annotated[Visit, door("webhook:change")]) -> None:
    """Kirim lagi yang gagal. / Send a dead letter once more."""
    subscriptions.again(visit.connection, webhook_id, delivery_id, visit.now)
