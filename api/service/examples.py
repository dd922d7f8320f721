"""An example of every body that is sent as JSON, all of it invented; the tests send each of them."""

from __future__ import annotations

from typing import Any

_CHANGE = {"version": 1}
_REASON = {"version": 1, "reason": "Menunggu jawaban P3MI atas surat kami"}
_ASKED = {
    "act": "export_network",
    "refs": ["export:kind=networks"],
    "ground": "UU 21/2007 Pasal 28-32",
    "reason": "Diminta penyidik untuk perkara yang berjalan",
}
_EXPORT = {"kind": "people", "destination": "police-ntb", "area": "52", "format": "xlsx"}
_SAFE = "Ditemui di kantor desa bersama keluarganya; perjanjian kerjanya sah."
_REFS = {"refs": ["registrations:REG-CONTOH-1"]}

EXAMPLES: dict[str, Any] = {
    "POST /v1/session": {
        "login": "siti.contoh",
        "password": "jangkrik perahu lentera sepeda",
        "code": "123456",
    },
    "POST /v1/set-up": {"password": "jangkrik perahu lentera sepeda", "code": "123456"},
    "POST /v1/session/proof": {"password": "jangkrik perahu lentera sepeda", "code": "123456"},
    "POST /v1/session/role": {"role": "satgas", "purpose": "pencegahan"},
    "POST /v1/me/password": {"password": "jangkrik perahu lentera sepeda"},
    "PUT /v1/me/second-factor": {"code": "123456"},
    "POST /v1/accounts": {"login": "siti.contoh", "name": "Siti Contoh"},
    "POST /v1/accounts/{account_id}/roles": {"role": "satgas", "areas": ["5203"], "body": "satgas-ntb"},
    "PUT /v1/accounts/{account_id}/provider": {"issuer": "https://id.example", "subject": "0001"},
    "POST /v1/clients": {
        "label": "Sistem loket LTSA Mataram",
        "role": "source",
        "purpose": "pencegahan",
        "areas": ["52"],
        "body": "ltsa-mataram",
        "scopes": ["feed:hand_in", "feed:read"],
        "expires_at": "2027-01-01T00:00:00Z",
    },
    "POST /v1/work/assignments": {"work_ids": [1], "account_id": "a-contoh"},
    "POST /v1/work/{work_id}/claim": _CHANGE,
    "POST /v1/work/{work_id}/release": _CHANGE,
    "POST /v1/work/{work_id}/snooze": _REASON,
    "POST /v1/work/{work_id}/notes": {"version": 1, "text": "Surat dikirim ke P3MI"},
    "POST /v1/work/{work_id}/judgements": {
        "version": 1,
        "outcome": "bukan_indikasi",
        "ground": "penjelasan_sah",
        "reason": "Keluarga menjelaskan dengan surat",
        "against": "Nomor telepon dipakai bersama",
    },
    "POST /v1/work/{work_id}/undo": _CHANGE,
    "POST /v1/work/{work_id}/close": _REASON,
    "POST /v1/work/{work_id}/reopen": _REASON,
    "POST /v1/duty/shifts": {
        "account_id": "a-contoh",
        "role": "satgas",
        "place": 1,
        "starts_at": "2026-02-07T08:00:00+08:00",
        "ends_at": "2026-02-08T08:00:00+08:00",
        "addresses": {"email": "piket@satgas.example"},
    },
    "POST /v1/duty/urgent/{item_id}/closing": {"end": "safe", "words": _SAFE},
    "POST /v1/alerts/{alert_id}/actions": {
        "kind": "joint_visit",
        "owner": "a-contoh",
        "ground": "prevention",
        "due_on": "2026-02-09",
        "letter_no": "ST/12/II/2026",
        "words": "Temui bersama aparat desa; periksa perjanjian kerja dan izin P3MI.",
    },
    "POST /v1/actions/{action_id}/changes": {**_CHANGE, "letter_no": "ST/13/II/2026"},
    "POST /v1/actions/{action_id}/beginning": _CHANGE,
    "POST /v1/actions/{action_id}/report": {
        **_CHANGE,
        "words": _SAFE,
        "outcome": "bukan_indikasi",
        "hours_cost": 2,
    },
    "POST /v1/actions/{action_id}/end": {
        **_CHANGE,
        "step": "cancel",
        "words": "Sudah ditemui oleh MRC pada hari yang sama.",
    },
    "POST /v1/people/searches": {"by": "nik", "text": "5203015708950001"},
    "POST /v1/people/{person_id}/reveals": {
        "fields": ["full_name"],
        "reason": "Verifikasi identitas pemohon di meja layanan",
    },
    "POST /v1/identity-questions/{question_id}/judgements": {
        "verdict": "unsure",
        "reason": "Tanggal lahir sama, nama berbeda",
    },
    "POST /v1/identity-questions/{question_id}/withdrawals": {
        "judgement_id": 1,
        "reason": "Surat baru menunjukkan dua orang",
    },
    "POST /v1/attachments/{attachment_id}/destructions": {"reason": "order"},
    "POST /v1/subject-requests": {
        "kind": "akses",
        "channel": "counter",
        "received_at": "2026-02-02T09:00:00+08:00",
    },
    "POST /v1/subject-requests/{request_id}/identity": {"proof": "ktp", **_REFS},
    "POST /v1/subject-requests/{request_id}/decision": {
        "decision": "granted",
        "ground": "right",
    },
    "POST /v1/retention/plan": _REFS,
    "POST /v1/retention/erasures": _REFS,
    "POST /v1/holds": {**_REFS, "reason": "investigation", "case_ref": "LP-001"},
    "POST /v1/protected-parties": {**_REFS, "kind": "witness"},
    "POST /v1/approvals": _ASKED,
    "POST /v1/approvals/{approval_id}/decision": {"approve": True},
    "POST /v1/broken-glass": {
        "act": "reveal_protected",
        "refs": ["person:P-contoh"],
        "ground": "UU 21/2007 Pasal 44",
        "reason": "Korban diancam malam ini juga",
    },
    "POST /v1/approvals/{approval_id}/review": {"justified": True},
    "POST /v1/exports/plans": _EXPORT,
    "POST /v1/exports": _EXPORT,
    "POST /v1/models/{digest}/signatures": {"signature": "00" * 64},
    "POST /v1/models/{digest}/promotions": {
        "role": "champion",
        "ground": "UU 21/2007 Pasal 56-58",
        "reason": "Lebih banyak temuan pada volume yang sama",
        "despite": "Provinsi kecil; ditinjau lagi setiap bulan",
    },
    "POST /v1/trainings": {"as_of": "2026-02-01", "capacity": 30},
    "POST /v1/screenings": {"registration_id": "REG-CONTOH-1"},
    "POST /v1/honey-recruiters": {"by": "phone", "text": "081200000009"},
    "POST /v1/jobs/{name}": {"as_of": "2026-02-01"},
    "POST /v1/webhooks": {"url": "https://penerima.example/suluh", "events": ["alert.raised"]},
}
"""By method and address; rows of feeds have theirs with the route (``sources.examples``)."""

FORMS: dict[str, Any] = {
    "POST /v1/attachments": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    "about_kind": {"type": "string"},
                    "about_ref": {"type": "string"},
                    "kind": {"type": "string"},
                    "file": {"type": "string", "format": "binary"},
                },
                "required": ["about_kind", "about_ref", "kind", "file"],
            },
            "example": {
                "about_kind": "alert",
                "about_ref": "1",
                "kind": "statement",
                "file": "Halo",
            },
        }
    }
}
"""Bodies that are read by the route itself, and so are unknown to FastAPI."""
