"""Records are handed in, programs subscribe, models are signed and promoted, jobs are started."""

from __future__ import annotations

import base64

from fuzzed_world import dead_delivery
from sqlalchemy import func, select
from story import ADMIN, ANALYST, DPO, LEAD, SOURCE, Story
from visitors import NOBODY, Caller

from api.service.examples import EXAMPLES
from models.serving import signers
from records.rights.role import Role
from sources.examples import example

FEEDS = ("documents", "ltsa_offices")


def tell(story: Story) -> None:
    """All of it."""
    _ready(story)
    _feeds(story)
    _webhooks(story)
    _models(story)
    _exchange(story)
    _jobs(story)


def _ready(story: Story) -> None:
    """It is ready where its clock and the database's agree; here the database's is another year's."""
    clock = story.sending.visitors.clock
    then = clock.now
    with story.store.reading() as connection:
        clock.now = connection.execute(select(func.clock_timestamp())).scalar_one()
    story.send("GET /ready", NOBODY)
    clock.now = then


def _feeds(story: Story) -> None:
    rows, csv = FEEDS
    sent = {"rows": [example(rows)]}
    again = {"Idempotency-Key": "kunci-contoh-1"}
    for _ in range(2):
        story.send("POST /v1/feeds/{feed}/rows", SOURCE, sent, where={"feed": rows}, headers=again)
    row = example(csv)
    lines = ",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n"
    story.send("POST /v1/files/{feed}", SOURCE, lines.encode(), where={"feed": csv}, media="text/csv")
    story.send("GET /v1/feeds/{feed}", SOURCE)


def _webhooks(story: Story) -> None:
    program = Caller(Role.SATGAS_LEAD, program=True)
    first, second = (story.example("POST /v1/webhooks", program)["webhook_id"] for _ in range(2))
    where = {"webhook_id": first, "delivery_id": dead_delivery(story.store, first)}
    for label in ("GET /v1/webhooks/{webhook_id}", "GET /v1/webhooks/{webhook_id}/deliveries"):
        story.send(label, program, where=where)
    again = "POST /v1/webhooks/{webhook_id}/deliveries/{delivery_id}/retries"
    story.send(again, program, where=where)
    story.send("DELETE /v1/webhooks/{webhook_id}", program, where=where)
    story.sending.known |= {"webhook_id": second, "delivery_id": str(dead_delivery(story.store, second))}


def _models(story: Story) -> None:
    story.example("POST /v1/trainings", ANALYST)
    promote = "POST /v1/models/{digest}/promotions"
    digest = story.sending.known["digest"]
    for caller in (ANALYST, LEAD):
        to_sign = story.send("GET /v1/models/{digest}", caller)["to_sign"]
        private = signers.read_private(story.keys / str(caller.role))
        signature = private.sign(base64.b64decode(to_sign)).hex()
        story.example("POST /v1/models/{digest}/signatures", caller, signature=signature)
    wanted = EXAMPLES[promote]
    story.agreed("promote_model", [f"model:{digest}"], wanted["ground"], ANALYST, LEAD)
    story.example(promote, ANALYST)


def _exchange(story: Story) -> None:
    """Another node is introduced, confirmed by two, hands something in, and is ended."""
    peer = story.example("POST /v1/exchange/peers", ADMIN)
    story.sending.known["peer"] = peer["name"]
    ref = f"peer:{peer['name']}/{peer['fingerprint']}"
    story.agreed("introduce_node", [ref], "UU 27/2022 Pasal 39", ADMIN, DPO)
    story.send("POST /v1/exchange/peers/{peer}/confirmation", ADMIN)
    story.send("POST /v1/exchange/bundles", NOBODY, b"no bundle", media="application/octet-stream")
    story.send("DELETE /v1/exchange/peers/{peer}", ADMIN)


def _jobs(story: Story) -> None:
    story.example("POST /v1/jobs/{name}", ADMIN, {"name": "detect"})
    first, second = story.send("GET /v1/dead-letters", ADMIN)
    story.send("POST /v1/dead-letters/{number}/retries", ADMIN, where={"number": first["number"]})
    story.sending.known["number"] = str(second["number"])
