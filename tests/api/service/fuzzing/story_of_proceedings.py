"""A proceeding is opened, somebody is added, and it goes on to its next stage."""

from __future__ import annotations

from story import PENYIDIK, Story

_ONE = "/v1/proceedings/{proceeding_id}"


def tell(story: Story) -> None:
    """All of it."""
    made = story.example("POST /v1/proceedings", PENYIDIK)
    story.sending.known["proceeding_id"] = str(made["proceeding_id"])
    added = story.example(f"POST {_ONE}/persons", PENYIDIK, version=made["version"])
    story.example(f"POST {_ONE}/stages", PENYIDIK, version=added["version"])
    for route in ("GET /v1/proceedings", "GET /v1/proceedings/declared", f"GET {_ONE}"):
        story.send(route, PENYIDIK)
