"""Who gets through which door, and to whom: every cell as written by hand, and every planted leak found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from matrix import EXPECTED, NOW, Cell, Matrix, Undone, Visited
from peopled import TOKENS, Peopled, people
from sqlalchemy import NullPool, create_engine, insert, select, text

from api.service.application import create_app, doors
from api.service.examples import EXAMPLES
from protection.attachments.keeping import Prepared, keep
from protection.attachments.media import TEXT, Cleaned
from records.rights.permissions import PERMISSION, Permission
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import account_roles, accounts, alerts, api_clients
from records.tables.actions import actions
from records.tables.promotions import model_bundles

BODIES = {
    "POST /v1/session": {"login": "nobody.here", "password": "x"},
    "POST /v1/set-up": {"password": "x", "code": "x"},
    "POST /v1/session/proof": {"password": "x", "code": "x"},
    "POST /v1/session/role": {"role": "satgas"},
    "POST /v1/me/password": {"password": "jangkrik perahu lentera sepeda"},
    "PUT /v1/me/second-factor": {"code": "000000"},
    "POST /v1/accounts": {"login": "dewi.lestari", "name": "Dewi Lestari"},
    "POST /v1/accounts/{account_id}/roles": {"role": "satgas_lead", "areas": [""], "body": "satgas-ntb"},
    "PUT /v1/accounts/{account_id}/provider": {"issuer": "https://id.example", "subject": "x"},
    "POST /v1/clients": {
        "label": "x",
        "role": "satgas",
        "purpose": "pencegahan",
        "areas": ["52"],
        "body": "satgas-ntb",
        "scopes": ["alert:read"],
        "expires_at": "2025-02-08T00:00:00Z",
    },
    **{
        f"POST /v1/work/{{work_id}}/{act}": {
            "version": 1,
            "reason": "Menunggu jawaban P3MI",
            "text": "Menunggu jawaban P3MI",
        }
        for act in ("claim", "release", "snooze", "notes", "undo", "close", "reopen")
    },
    "POST /v1/work/{work_id}/judgements": {
        "outcome": "bukan_indikasi",
        "ground": "penjelasan_sah",
        "reason": "Keluarga menjelaskan dengan surat",
        "against": "Ada surat izin keluarga",
    },
    "POST /v1/identity-questions/{question_id}/judgements": {
        "verdict": "same",
        "reason": "Akta lahir dan foto di berkas sama",
    },
    "POST /v1/identity-questions/{question_id}/withdrawals": {
        "judgement_id": 1,
        "reason": "Ternyata dua orang kakak beradik",
    },
    "POST /v1/work/assignments": {"work_ids": [1], "account_id": "a-stranger"},
    "POST /v1/people/searches": {"by": "nik", "text": "{someone.nik}"},
    "POST /v1/screenings": {"registration_id": "{someone.entity_key}"},
    "POST /v1/honey-recruiters": {"by": "phone", "text": "081299990009"},
    "POST /v1/people/{person_id}/reveals": {
        "fields": ["full_name"],
        "reason": "Verifikasi identitas pemohon di meja layanan",
    },
    "POST /v1/attachments/{attachment_id}/destructions": {"reason": "order"},
    "POST /v1/alerts/{alert_id}/actions": {"kind": "file_check", "owner": "a-nobody", "ground": "prevention"},
    "POST /v1/models/{digest}/signatures": {"signature": "00" * 64},
    "POST /v1/models/{digest}/promotions": {
        "role": "champion",
        "ground": "UU 21/2007 Pasal 56-58",
        "reason": "Lebih banyak temuan pada volume yang sama",
        "despite": "Provinsi kecil; ditinjau lagi setiap bulan",
    },
    "POST /v1/actions/{action_id}/changes": {"version": 1, "owner": "a-satgas"},
    "POST /v1/actions/{action_id}/beginning": {"version": 1},
    "POST /v1/actions/{action_id}/report": {
        "version": 1,
        "words": "Keluarga sudah dihubungi",
        "outcome": "data_kurang",
        "hours_cost": 0,
    },
    "POST /v1/actions/{action_id}/end": {"version": 1, "step": "cancel", "words": "Sudah ditangani di desa"},
    "POST /v1/feeds/{feed}/rows": {"rows": [{}]},
    "POST /v1/webhooks": {"url": "https://penerima.example/", "events": ["alert.raised"]},
    "POST /v1/exchange/peers": EXAMPLES["POST /v1/exchange/peers"],
    **{route: EXAMPLES[route] for route in EXAMPLES if "/v1/proceedings" in route},
    "POST /v1/referrals": {
        "receiver": "upt_ppa",
        "mandate": "violence",
        "role": "korban",
        "age": "adult",
        "alert_id": "{someone.alert_id}",
        "consent_by": "self",
        "shared": ["role", "child"],
    },
    "POST /v1/referrals/{referral_id}/openings": {"section": "threat"},
    "POST /v1/referrals/{referral_id}/sections": {"version": 1},
    "POST /v1/referrals/{referral_id}/consents": {
        "version": 1,
        "by": "self",
        "sections": ["threat"],
        "given_at": "2025-01-08T09:00:00Z",
    },
    "POST /v1/referrals/{referral_id}/withdrawals": {"version": 1, "sections": ["threat"]},
    "POST /v1/referrals/{referral_id}/override-requests": {
        "sections": ["threat"],
        "ground": "UU 27/2022 Pasal 20",
        "reason": "Nyawanya terancam dan tidak dapat ditanya",
    },
    "POST /v1/referrals/{referral_id}/overrides": {"version": 1, "sections": ["threat"]},
    "POST /v1/referrals/{referral_id}/sending": {"version": 1},
    "POST /v1/referrals/{referral_id}/revocation": {"version": 1, "reason": "wished"},
    "POST /v1/referrals/{referral_id}/answers": {"version": 1, "step": "accept"},
    "POST /v1/referrals/{referral_id}/notes": {"version": 1, "step": "accept"},
    "POST /v1/trainings": {"as_of": "2025-01-06"},
    "POST /v1/jobs/{name}": {"as_of": "2025-01-06"},
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
        "received_at": "2025-01-02T09:00:00+08:00",
        "contact": "Lewat bibinya, Ibu Contoh, di kios depan balai desa",
        "hours": "sore hari",
        "said": "Saya tidak mengenal perekrut yang disebut petugas loket.",
    },
    "POST /v1/contests/received": {"code": "KB-ABCDE-23456"},
    "POST /v1/contests/{contest_id}/proof": {"proof": "ktp"},
    "POST /v1/contests/{contest_id}/answer": {"said": "Barisnya sudah dibetulkan oleh pengirimnya."},
    "POST /v1/clearings": {
        "kind": "recruiter",
        "key": "recruiter_contoh",
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
UPLOAD = Prepared(b"Halo", "statement", Cleaned(TEXT, 1, b"Halo", b""))
ROUTES = sorted(EXPECTED["route"])


@pytest.fixture
def matrix(store: Store, settings: Settings) -> Matrix:
    return _matrix(store, settings, people(store))


def _matrix(store: Store, settings: Settings, peopled: Peopled) -> Matrix:
    let_in(store)
    at_work(store)
    trained(store)
    undone = Undone(store.engine, store.keys)
    app = create_app(Visited(undone, settings, TOKENS))
    return Matrix(app, peopled, BODIES, attached(store, peopled), planned(store, peopled))


def let_in(store: Store) -> None:
    """Somebody with a role, and a program with a key, for administrators to act upon."""
    reach = {"areas": ["52"], "body": "satgas-ntb"}
    with store.begin() as connection:
        connection.execute(
            insert(accounts).values(
                {
                    "account_id": "a-stranger",
                    "login_token": "ln_x",
                    "sealed": b"",
                    "created_at": NOW,
                    "created_by": "x",
                }
            )
        )
        connection.execute(
            insert(account_roles).values(
                account_id="a-stranger",
                role="satgas",
                valid_from=NOW,
                granted_at=NOW,
                granted_by="x",
                **reach,
            )
        )
        connection.execute(
            insert(api_clients).values(
                client_id="c-stranger",
                secret_hash=b"",
                label="x",
                role="satgas",
                purpose="pencegahan",
                scopes=["alert:read"],
                created_at=NOW,
                created_by="x",
                expires_at=NOW + timedelta(days=1),
                **reach,
            )
        )


def at_work(store: Store) -> None:
    """A worker that lives, and an entry of the queue that failed for good."""
    with store.begin() as connection:
        connection.execute(text("INSERT INTO jobs.procrastinate_workers DEFAULT VALUES"))
        connection.execute(
            text(
                "INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, status) "
                "VALUES ('suluh', 'detect', 'failed')"
            )
        )


def trained(store: Store) -> None:
    """A model without a file, for those who answer for models."""
    with store.begin() as connection:
        connection.execute(
            insert(model_bundles).values(
                digest="0" * 64,
                version="x",
                as_of=NOW.date(),
                capacity=40,
                seed=7,
                learned=True,
                data_digest="x",
                features_digest="x",
                metrics={},
                tracking_run="x",
                made_by="x",
                made_at=NOW,
            )
        )


def attached(store: Store, peopled: Peopled) -> dict[str, str]:
    """An attachment about each person, by the person's id."""
    return {
        each.person_id: keep(store, UPLOAD, "surat.txt", "person", each.person_id, NOW).attachment_id
        for each in peopled.everyone
    }


def planned(store: Store, peopled: Peopled) -> dict[str, int]:
    """A safe call about each person, by the person's id."""
    numbers: dict[str, int] = {}
    with store.begin() as connection:
        for each in peopled.everyone:
            alert = connection.execute(select(alerts).where(alerts.c.alert_id == each.alert_id)).one()
            plan = {
                "alert_id": alert.alert_id,
                "work_id": each.work_id,
                "kind": "safe_call",
                "about": alert.kind,
                "subject": alert.subject,
                "refs": alert.refs,
                "areas": alert.areas,
                "owner": "a-stranger",
                "due_on": NOW.date(),
                "ground": "prevention",
                "letter_no": "ST/1/2025",
                "state": "planned",
                "planned_by": "a-stranger",
                "planned_at": NOW,
            }
            numbers[each.person_id] = connection.execute(
                insert(actions).values(plan).returning(actions.c.action_id)
            ).scalar_one()
    return numbers


def test_every_cell_is_as_written_by_hand(matrix: Matrix) -> None:
    assert matrix.routes() == ROUTES, "an unknown route, or one that is gone"
    wrong: list[str] = []
    cells = 0
    for route in ROUTES:
        for cell in matrix.cells(route):
            cells += 1
            fault = matrix.wrong(cell)
            if fault:
                wrong.append(fault)
    print(f"{cells} cells, {len(wrong)} wrong")
    assert wrong == []


def test_whom_one_may_not_see_looks_like_nobody(matrix: Matrix) -> None:
    """Status, body and headers of what is hidden equal those of what is absent."""
    told = 0
    for route in ROUTES:
        for cell in matrix.cells(route):
            if cell.person == "absent" or matrix.expected(cell) != "nothing there":
                continue
            absent = replace(cell, person="absent")
            assert matrix.answer(cell) == matrix.answer(absent), cell
            told += 1
    assert told > 100


@dataclass(frozen=True)
class Leak:
    """A fault that would let someone see too much, and the cell that must tell of it."""

    name: str
    cell: Cell
    sql: str = ""
    permission: Callable[[Permission], Permission] | None = None
    code: tuple[str, object] | None = None


R, P = Role, Purpose
REACHES = "suluh_reaches(area text) RETURNS boolean LANGUAGE sql STABLE"
READ = ("GET /v1/alerts", "GET /v1/alerts/{alert_id}")
PERSON = "GET /v1/people/{person_id}"


def also(role: Role, purpose: Purpose) -> Callable[[Permission], Permission]:
    """The door opens for one role too many."""
    return lambda p: replace(p, roles=p.roles | {role}, purposes=p.purposes | {purpose})


LEAKS = (
    *(
        Leak(f"{route} opens for {role}", Cell(route, role, purpose, "own"), permission=also(role, purpose))
        for route, role, purpose in (
            ("GET /v1/audit", R.ADMIN, P.ADMINISTRATION),
            ("GET /v1/audit", R.LPSK_CUSTODIAN, P.ADMINISTRATION),
            ("GET /v1/rights", R.LPSK_CUSTODIAN, P.ADMINISTRATION),
            ("GET /v1/runs", R.LPSK, P.STATISTICS),
            ("GET /v1/runs", R.MRC, P.PREVENTION),
        )
    ),
    *(
        Leak(
            f"{route} opens for {role} and their rows",
            Cell(route, role, purpose, "own"),
            sql=f"CREATE POLICY leak ON alerts FOR SELECT USING (suluh_is('{role}'))",
            permission=also(role, purpose),
        )
        for route in READ
        for role, purpose in (
            (R.LTSA, P.SERVICE),
            (R.MRC, P.PREVENTION),
            (R.ANALYST, P.STATISTICS),
            (R.ADMIN, P.ADMINISTRATION),
            (R.VOLUNTEER, P.SERVICE),
        )
    ),
    Leak(
        "any purpose will do",
        Cell("GET /v1/alerts", R.SATGAS_LEAD, P.STATISTICS, "own"),
        permission=lambda p: replace(p, purposes=frozenset(P)),
    ),
    Leak(
        "a purpose that the role does not hold",
        Cell(PERSON, R.SATGAS, P.SERVICE, "own"),
        code=("api.service.door.authorise", lambda *_: None),
    ),
    Leak(
        "no check at all",
        Cell("GET /v1/audit", R.SATGAS, P.PREVENTION, "own"),
        code=("api.service.door.authorise", lambda *_: None),
    ),
    *(
        Leak(
            f"{table} shows everyone ({person}, {cell_route})",
            Cell(cell_route, R.SATGAS, P.PREVENTION, person),
            sql=f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        )
        for table, cell_route, person in (
            ("alerts", "GET /v1/alerts", "neighbour"),
            ("alerts", "GET /v1/alerts/{alert_id}", "elsewhere"),
            ("alerts", "GET /v1/alerts/{alert_id}", "protected"),
        )
    ),
    *(
        Leak(
            f"areas count for nothing: {route}",
            Cell(route, R.SATGAS, P.PREVENTION, "elsewhere"),
            sql=f"CREATE OR REPLACE FUNCTION {REACHES} RETURN true",
        )
        for route in (*READ, PERSON, "POST /v1/people/searches", "POST /v1/people/{person_id}/reveals")
    ),
    *(
        Leak(
            f"protection counts for nothing: {route}",
            Cell(route, R.SATGAS, P.PREVENTION, "protected"),
            sql="UPDATE protected_parties SET until = now(), ended_by = 'x'",
        )
        for route in (*READ, PERSON, "POST /v1/people/searches", "POST /v1/people/{person_id}/reveals")
    ),
    Leak(
        "a protected identity without a second person",
        Cell("POST /v1/people/{person_id}/reveals", R.LPSK, P.PROTECTION, "protected"),
        code=("records.four_eyes.use", lambda *_: None),
    ),
)


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
def test_a_planted_leak_is_found(
    matrix: Matrix, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, leak: Leak
) -> None:
    assert matrix.wrong(leak.cell) is None
    if leak.sql.startswith("UPDATE"):
        with store.begin() as connection:
            connection.execute(text(leak.sql))
    elif leak.sql:
        assert settings.database_owner_url
        owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
        with owner.begin() as connection:
            connection.execute(text(leak.sql))
    if leak.code:
        monkeypatch.setattr(*leak.code)
    for route, door in doors(matrix.application):
        if leak.permission and leak.cell.route in {
            f"{method} {route.path}" for method in route.methods or ()
        }:
            monkeypatch.setitem(PERMISSION, door.name, leak.permission(door.permission))
    assert matrix.wrong(leak.cell) is not None
