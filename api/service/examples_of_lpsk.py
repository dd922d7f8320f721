"""An example of every body that LPSK's own node takes as JSON, all of it invented."""

from __future__ import annotations

from typing import Any

EXAMPLES: dict[str, Any] = {
    "POST /v1/cases": {
        "origin": "outreach",
        "role": "in_need",
        "sections": {"threat": {"now": True, "what": "Didatangi perekrut di rumah"}},
    },
    "POST /v1/cases/tasks/{task_id}/end": {"cause": "not_reached"},
    "POST /v1/cases/services/{service_id}/state": {"state": "running"},
    "POST /v1/cases/{case_code}/steps": {"step": "note", "words": "Dihubungi lewat kontak aman."},
    "POST /v1/cases/{case_code}/decision": {
        "grant": True,
        "number": "SMPL-12/2025",
        "words": "Ancaman tinggi, keterangannya penting.",
    },
    "POST /v1/cases/{case_code}/findings": {
        "kind": "threat",
        "level": "high",
        "aspects": {"near": "Didatangi di rumah pekan lalu"},
    },
    "POST /v1/cases/{case_code}/items": {"item": "chronology", "standing": "present"},
    "POST /v1/cases/{case_code}/services": {"kind": "medical", "provider": "RSUD"},
    "POST /v1/cases/{case_code}/tasks": {"kind": "visit", "due_on": None},
    "POST /v1/cases/{case_code}/identity/requests": {
        "sections": ["safe_contact"],
        "ground": "UU 31/2014 Pasal 5(1)(i)",
        "reason": "Menghubungi orangnya lewat kontak aman.",
    },
    "POST /v1/cases/{case_code}/identity": {"sections": ["safe_contact"]},
    "POST /v1/cases/{case_code}/measures/requests": {
        "services": ["safe_house"],
        "ground": "UU 31/2014 Pasal 12A",
        "reason": "Ancaman di rumah malam ini.",
    },
    "POST /v1/cases/{case_code}/measures": {"services": ["safe_house"]},
    "POST /v1/cases/{case_code}/restitution": {"applicant": "lpsk"},
    "POST /v1/cases/{case_code}/restitution/{claim_id}/items": {
        "version": 1,
        "head": "wealth_income",
        "amount": 42000000,
        "words": "Upah tujuh bulan yang tidak dibayar",
    },
    "POST /v1/cases/{case_code}/restitution/{claim_id}/stages": {
        "version": 1,
        "stage": "computed",
        "happened_on": "2025-01-06",
        "document_no": "R-12/LPSK/I/2025",
    },
    "POST /v1/cases/{case_code}/restitution/{claim_id}/payments": {
        "kind": "received",
        "amount": 5000000,
        "happened_on": "2025-01-06",
        "document_no": "KW-1/2025",
    },
    "POST /v1/cases/{case_code}/outcome": {"outcome": "victim"},
}
