"""An example of every body that is sent as JSON, all of it invented; the tests send each of them."""

from __future__ import annotations

from typing import Any

from api.service import examples_of_lpsk

_CHANGE = {"version": 1}
_REASON = {"version": 1, "reason": "Menunggu jawaban P3MI atas surat kami"}
_ASKED = {
    "act": "export_network",
    "refs": ["export:kind=networks"],
    "ground": "UU 21/2007 Pasal 28-32",
    "reason": "Diminta penyidik untuk perkara yang berjalan",
}
_EXPORT = {"kind": "people", "destination": "police-ntb", "area": "52", "format": "xlsx"}
_DOSSIER = {"alert_id": 1, "destination": "police-ntb", "without_words": ["Kampung Contoh"]}
_SAFE = "Ditemui di kantor desa bersama keluarganya; perjanjian kerjanya sah."
_REFS = {"refs": ["registrations:REG-CONTOH-1"]}
_CARD = (
    "suluh-node1:lpsk:lpsk:8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c"
    "ce8d3ad1ccb633ec7b70c17814a5c76ecd029685050d344745ba05870e587d59"
)
_SPAN = {
    "rows": "quarantined_rows",
    "days": 60,
    "valid_from": "2027-06-01",
    "source": "Keputusan pengendali data 7/2026",
}

EXAMPLES: dict[str, Any] = {
    **examples_of_lpsk.EXAMPLES,
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
    "POST /v1/retention/changes/plan": _SPAN,
    "POST /v1/retention/changes": _SPAN,
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
        "reason": "Orangnya diancam malam ini juga",
    },
    "POST /v1/approvals/{approval_id}/review": {"justified": True},
    "POST /v1/exports/plans": _EXPORT,
    "POST /v1/exports": _EXPORT,
    "POST /v1/dossiers/plans": _DOSSIER,
    "POST /v1/dossiers": _DOSSIER,
    "POST /v1/htcds/exports": {"cases": ["LPSK-2026-7F3KQ2"], "destination": "mrc-ntb"},
    "POST /v1/htcds/imports": {
        "csv": "CaseNumber,con_Consent,cas_Status\r\nA-1,TRUE,Active\r\n",
        "organisation": "mrc-ntb",
    },
    "POST /v1/figures/releases": {"year": 2024},
    "POST /v1/dossiers/verifications": {"code": "8K3QW-Z0M1T-7RR2H-XY4NC"},
    "POST /v1/models/{digest}/signatures": {"signature": "00" * 64},
    "POST /v1/models/{digest}/promotions": {
        "role": "champion",
        "ground": "UU 21/2007 Pasal 56-58",
        "reason": "Lebih banyak temuan pada volume yang sama",
        "despite": "Provinsi kecil; ditinjau lagi setiap bulan",
    },
    "POST /v1/exchange/peers": {"card": _CARD, "fingerprint": "CG7O TYIS WQD5 533F JZOJ 2PLC"},
    "POST /v1/referrals": {
        "receiver": "upt_ppa",
        "mandate": "counsel",
        "role": "korban",
        "age": "adult",
        "area": "5203",
        "sections": {
            "safe_contact": {"way": "office", "hours": "Selasa pagi", "language": "sas"},
            "threat": {"now": True, "what": "Didatangi di rumah kerabatnya"},
            "needs": {"needs": ["shelter", "psychological"]},
        },
        "unshared": "Jangan beri tahu kepala desa",
        "consent_by": "self",
        "consent_at": "2026-02-01T08:00:00+08:00",
        "shared": ["safe_contact", "threat", "needs"],
    },
    "POST /v1/referrals/{referral_id}/openings": {"section": "safe_contact"},
    "POST /v1/referrals/{referral_id}/sections": {
        **_CHANGE,
        "sections": {"documents": {"documents": ["Paspor"], "held_by": "recruiter"}},
    },
    "POST /v1/referrals/{referral_id}/consents": {
        **_CHANGE,
        "by": "self",
        "sections": ["documents"],
        "given_at": "2026-02-01T08:30:00+08:00",
    },
    "POST /v1/referrals/{referral_id}/withdrawals": {**_CHANGE, "sections": ["needs"]},
    "POST /v1/referrals/{referral_id}/override-requests": {
        "sections": ["identity"],
        "ground": "UU 27/2022 Pasal 20",
        "reason": "Nyawanya terancam dan ia tidak dapat ditanya",
    },
    "POST /v1/referrals/{referral_id}/overrides": {**_CHANGE, "sections": ["identity"]},
    "POST /v1/referrals/{referral_id}/sending": _CHANGE,
    "POST /v1/referrals/{referral_id}/revocation": {**_CHANGE, "reason": "wished"},
    "POST /v1/referrals/{referral_id}/answers": {
        **_CHANGE,
        "step": "accept",
        "words": "Petugas kami menemui hari ini",
    },
    "POST /v1/referrals/{referral_id}/notes": {**_CHANGE, "step": "receive"},
    "POST /v1/trainings": {"as_of": "2026-02-01", "capacity": 30},
    "POST /v1/screenings": {"registration_id": "REG-CONTOH-1"},
    "POST /v1/honey-recruiters": {"by": "phone", "text": "081200000009"},
    "POST /v1/jobs/{name}": {"as_of": "2026-02-01"},
    "POST /v1/webhooks": {"url": "https://penerima.example/suluh", "events": ["alert.raised"]},
    "POST /v1/proceedings": {
        "stage": "report",
        "law": "uu_21_2007",
        "articles": ["2", "10"],
        "happened_on": "2025-01-05",
        "document_no": "LP/B/7/I/2025",
        "institution": "Polda NTB",
        "areas": ["5203"],
    },
    "POST /v1/proceedings/{proceeding_id}/stages": {
        "version": 1,
        "stage": "investigation",
        "happened_on": "2025-01-06",
        "document_no": "SP.Sidik/3/I/2025",
        "institution": "Polda NTB",
    },
    "POST /v1/proceedings/{proceeding_id}/persons": {
        "version": 1,
        "role": "suspect",
        "full_name": "Contoh Bukan Orang",
        "phone": "081200009998",
    },
    "POST /v1/case-measures/{measure_id}/report": {"number": "LAP-3/2025"},
    "POST /v1/protection-matters/{matter_id}/close": {
        "end": "spoken",
        "words": "Ditemui di tempat aman; ia ingin menunda keberangkatan.",
    },
    "POST /v1/assessments": {
        "person_id": "P-contoh",
        "refs": ["registrations:REG-CONTOH-1"],
        "result": "no_victim",
        "why": "Wawancara dua kali dengan pendamping; tidak ada paksaan.",
    },
    "POST /v1/contests": {
        "party": "worker",
        "asks": "object",
        "channel": "counter",
        "received_at": "2026-02-02T09:00:00+08:00",
        "contact": "Lewat bibinya, Ibu Contoh, di kios depan balai desa",
        "hours": "sore hari",
        "said": "Saya tidak mengenal perekrut yang disebut petugas loket.",
    },
    "POST /v1/contests/received": {"code": "KB-ABCDE-23456"},
    "POST /v1/contests/{contest_id}/proof": {"proof": "ktp"},
    "POST /v1/contests/{contest_id}/answer": {"said": "Barisnya sudah dibetulkan oleh pengirimnya."},
    "POST /v1/clearings": {
        "kind": "recruiter",
        "key": "recruiter_1",
        "why": "Petugas P3MI dengan surat tugas; tidak ada laporan lain.",
    },
    "POST /v1/services": {
        "regency": "5203",
        "name": "Rumah Contoh",
        "kind": "organisation",
        "needs": ["shelter"],
        "hours": "24 jam",
        "languages": ["id", "sas"],
        "women": True,
    },
    "POST /v1/services/sheet": {
        "csv": "regency,name,kind,needs,hours\n5203,Rumah Contoh Dua,organisation,shelter,24 jam\n"
    },
    "POST /v1/follow-ups": {"ref": "returns:RET-CONTOH-1", "step": "d14", "outcome": "well"},
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
