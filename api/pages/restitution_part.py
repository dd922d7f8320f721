"""What the page of a case at LPSK shows of restitution, and of what its sender will hear."""

from __future__ import annotations

from typing import Any

from api.service.door import Visit
from protection.outcomes import release
from protection.restitution import reading, words
from protection.restitution.claims import OF_A_CHILD

OUTCOMES: dict[str, dict[str, str]] = {
    "victim": {"id": "Korban TPPO", "en": "Victim of trafficking"},
    "cleared": {"id": "Tidak terbukti", "en": "Cleared"},
    "withdrawn": {"id": "Hasil sebelumnya ditarik", "en": "What was said before is withdrawn"},
}


def of_case(visit: Visit, case_code: str) -> dict[str, Any]:
    """The values that ``parts/restitution.html.jinja`` needs; nothing for who may not read claims."""
    if not visit.may("restitution:read"):
        return {"restitution": None}
    case_id = reading.case_of(visit.connection, case_code)
    return {
        "restitution": {
            "claims": reading.listing(visit.connection, case_id=case_id),
            "stages": words.STAGES,
            "applicants": words.APPLICANTS,
            "of_a_child": OF_A_CHILD,
            "outcomes": OUTCOMES,
            "confirmed": release.of_case(visit.connection, case_id),
        }
    }
