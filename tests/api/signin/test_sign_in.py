"""Signing in: one form, one answer, one look; codes are used once; the first sign-in sets the account up."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC

import pytest
from officers import ADMIN, LEAD, NTB, PASSWORD, Clock, CountingHasher, Officer, finish, officer
from sqlalchemy import event, select, text

from api.signin import accounts, entry, one_time_codes, set_up
from api.signin import sign_in as sign_in_module
from api.signin.credentials import of_account, totp_step
from api.signin.gate import Gate
from api.signin.identity import Identity
from api.signin.refusals import SetUpNeeded, SignInRefused, Unauthorised
from api.signin.set_up import CodeRefused
from api.signin.sign_in import Attempt, sign_in
from records.audit import act
from records.custody.envelope import Tampered
from records.errors import InputRefused
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import accounts as account_rows
from records.tables import audit_entries, credentials, sessions

WRONG = "salah sama sekali"


def deeds(store: Store) -> list[tuple[str, str, str]]:
    """Act, who and role of every entry, in order."""
    with store.reading() as connection:
        asked = select(audit_entries.c.act, audit_entries.c.who, audit_entries.c.role)
        rows = connection.execute(asked.order_by(audit_entries.c.entry_id))
        return [(row.act, row.who, row.role) for row in rows]


def test_an_officer_comes_in_with_password_and_code(sri: Officer) -> None:
    sri.enter()
    visitor = sri.asks()
    assert visitor.account_id == sri.account_id
    assert visitor.context == replace(
        visitor.context, role=Role.SATGAS, purpose=Purpose.PREVENTION, areas=("52",), body="satgas-ntb"
    )
    assert visitor.scopes is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "salah sama sekali ini"},
        {"code": "000000"},
        {"code": ""},
        {"login": "sri.wahyuna"},
        {"password": "", "code": ""},
        {"password": "\ud800", "code": "\ud800"},
        {"password": "a" * 100_000},
    ],
)
def test_whatever_is_wrong_the_answer_and_the_work_are_the_same(
    sri: Officer, hasher: CountingHasher, wrong: dict[str, str]
) -> None:
    before = hasher.looked
    with pytest.raises(SignInRefused) as told:
        sri.enter(**wrong)
    assert (told.value.text_id, told.value.status) == (SignInRefused().text_id, 401)
    assert hasher.looked == before + 1


def test_a_disabled_account_is_refused_like_one_that_is_not_there(
    sri: Officer, store: Store, hasher: CountingHasher
) -> None:
    with store.acting(ADMIN).begin() as connection:
        accounts.disable(connection, ADMIN, sri.account_id, sri.clock.now)
    before = hasher.looked
    with pytest.raises(SignInRefused):
        sri.enter()
    assert hasher.looked == before + 1


def test_known_and_unknown_logins_ask_the_database_the_same_statements(sri: Officer, store: Store) -> None:
    statements: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    asked = []
    for login in (sri.login, "nobody.here"):
        statements.clear()
        with pytest.raises(SignInRefused):
            sri.enter(login=login, password=WRONG, device="")
        asked.append(list(statements))
    assert asked[0] == asked[1]


def test_a_code_is_used_once(sri: Officer) -> None:
    code = sri.code()
    sri.enter(code=code)
    for _ in range(3):
        with pytest.raises(SignInRefused):
            sri.enter(code=code)


def test_two_sign_ins_side_by_side_with_one_code_let_one_in(
    sri: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second has judged the code before the first used it up."""
    code, judge, entered = sri.code(), sign_in_module._judge, []

    def slow(*told: object) -> object:
        judged = judge(*told)  # type: ignore[arg-type]
        if not entered:
            entered.append(True)
            sri.enter(code=code)
        return judged

    monkeypatch.setattr(sign_in_module, "_judge", slow)
    with pytest.raises(SignInRefused):
        sri.enter(code=code)


def test_codes_of_the_step_before_and_after_count_and_no_others() -> None:
    secret, clock = one_time_codes.new_secret(), Clock()
    step = int(clock.now.timestamp()) // 30
    codes = {off: one_time_codes.code(secret, Clock().later(seconds=30 * off)) for off in (-2, -1, 0, 1, 2)}
    accepted = {
        off: one_time_codes.matching_step(secret, code, clock.now, None) for off, code in codes.items()
    }
    assert accepted == {-2: None, -1: step - 1, 0: step, 1: step + 1, 2: None}
    assert one_time_codes.matching_step(secret, codes[-1], clock.now, step - 1) is None
    assert one_time_codes.matching_step(secret, codes[0], clock.now, step - 1) == step


def test_codes_are_those_of_rfc_6238() -> None:
    # Appendix B, SHA-1, shortened to six digits.
    secret = b"12345678901234567890"
    clock = Clock().now.fromtimestamp
    assert one_time_codes.code(secret, clock(59, UTC)) == "287082"
    assert one_time_codes.code(secret, clock(1111111109, UTC)) == "081804"
    assert one_time_codes.code(secret, clock(20000000000, UTC)) == "353130"


def test_a_password_does_not_expire_by_date(sri: Officer) -> None:
    sri.clock.later(days=5 * 365)
    assert not sri.enter().set_up


def test_recovery_and_set_up_codes_are_random_and_long(gate: Gate, clock: Clock) -> None:
    codes = [code for each in range(3) for code in officer(gate, clock, f"petugas.{each}").recovery_codes]
    assert len(set(codes)) == len(codes) == 30
    letters = [letter for code in codes for letter in code.replace("-", "")]
    assert len(letters) == 30 * 24, "24 of 32 letters are 120 bits"
    assert len(set(letters)) == 32, "each letter of the 32 turns up among 720, but for one chance in 10^8"


def test_a_recovery_code_opens_once(sri: Officer) -> None:
    sri.enter(code=sri.recovery_codes[0].lower().replace("-", " "))
    with pytest.raises(SignInRefused):
        sri.enter(code=sri.recovery_codes[0])
    sri.enter(code=sri.recovery_codes[1])


def test_the_role_may_be_chosen_and_one_that_is_not_granted_is_refused(gate: Gate, clock: Clock) -> None:
    both = officer(gate, clock, "budi.santoso", NTB, LEAD)
    entered = sign_in(gate, replace(both.attempt(), role=Role.SATGAS_LEAD), clock.now)
    assert both.asks(token=entered.session.token).context.role is Role.SATGAS_LEAD
    with pytest.raises(SignInRefused):
        sign_in(gate, replace(both.attempt(), role=Role.ADMIN), clock.now)


def new_account(gate: Gate, clock: Clock, login: str = "dewi.lestari") -> tuple[str, str]:
    with gate.store.acting(ADMIN).begin() as connection:
        account_id, code = accounts.make(connection, gate, ADMIN, Identity(login, "Dewi Lestari"), clock.now)
        accounts.grant(connection, ADMIN, account_id, NTB, clock.now)
    return account_id, code


def test_whoever_comes_with_a_set_up_code_can_only_set_the_account_up(gate: Gate, clock: Clock) -> None:
    _, code = new_account(gate, clock)
    first = sign_in(gate, Attempt("dewi.lestari", code, "", "", "203.0.113.9"), clock.now)
    asked = Officer(gate, clock, first.account_id, "", b"", (), first.session.token, first.device)
    with pytest.raises(SetUpNeeded):
        asked.asks()
    dewi = finish(gate, clock, "dewi.lestari", first)
    assert dewi.asks().context.role is Role.SATGAS
    with pytest.raises(Unauthorised):
        dewi.asks(token=first.session.token)


def test_a_set_up_code_works_once_and_for_a_day(gate: Gate, clock: Clock) -> None:
    _, code = new_account(gate, clock)
    attempt = Attempt("dewi.lestari", code, "", "", "203.0.113.9")
    sign_in(gate, attempt, clock.now)
    with pytest.raises(SignInRefused):
        sign_in(gate, attempt, clock.now)
    _, late = new_account(gate, clock, "tri.handayani")
    clock.later(hours=24)
    with pytest.raises(SignInRefused):
        sign_in(gate, Attempt("tri.handayani", late, "", "", "203.0.113.9"), clock.now)


@pytest.mark.parametrize(
    ("password", "code", "refused"),
    [(PASSWORD, "000000", CodeRefused), ("pendek", None, InputRefused)],
)
def test_setting_up_half_changes_nothing(
    gate: Gate, clock: Clock, password: str, code: str | None, refused: type[Exception]
) -> None:
    _, set_up_code = new_account(gate, clock)
    first = sign_in(gate, Attempt("dewi.lestari", set_up_code, "", "", "203.0.113.9"), clock.now)
    offer = set_up.begin(gate, first.session.token, clock.now)
    right = one_time_codes.code(base64.b32decode(offer.typed), clock.now)
    with pytest.raises(refused):
        set_up.complete(gate, first.session.token, password, code or right, clock.now)
    with gate.begin() as connection:
        kinds = connection.scalars(select(credentials.c.kind).where(credentials.c.kind == "password"))
        assert kinds.all() == []
    assert finish(gate, clock, "dewi.lestari", first).asks()


def test_a_reset_ends_everything_that_was_known_before(sri: Officer, store: Store) -> None:
    with store.acting(ADMIN).begin() as connection:
        code = accounts.reset(connection, ADMIN, sri.account_id, sri.clock.now)
    with pytest.raises(Unauthorised):
        sri.asks()
    with pytest.raises(SignInRefused):
        sri.enter()
    with pytest.raises(SignInRefused):
        sri.enter(code=sri.recovery_codes[0])
    first = sri.enter(password=code, code="")
    assert first.set_up
    again = finish(sri.gate, sri.clock, sri.login, first)
    assert again.account_id == sri.account_id
    assert again.asks()


def test_every_sign_in_and_every_failure_is_in_the_audit(sri: Officer, store: Store) -> None:
    before = len(deeds(store))
    sri.enter()
    with pytest.raises(SignInRefused):
        sri.enter(login="nobody.here")
    assert deeds(store)[before:] == [
        ("sign_in", sri.account_id, "satgas"),
        ("sign_in_failed", "suluh", "system"),
    ]


def test_no_one_comes_in_when_the_audit_cannot_be_written(sri: Officer, store: Store) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(act, "_WRITE", text("SELECT 1/0"))
        with pytest.raises(Exception, match="zero"):
            sri.enter()
    with store.reading() as connection:
        rows = connection.execute(select(sessions).where(sessions.c.created_at == sri.clock.now)).all()
    assert rows == []


def test_no_column_holds_a_clear_secret(sri: Officer, store: Store) -> None:
    """Every value of every table is looked through for each secret that a person or a program was told."""
    entered = sri.enter()
    secrets = (
        PASSWORD,
        sri.secret,
        one_time_codes.typed_form(sri.secret),
        entered.session.token,
        entered.device,
        sri.token,
        sri.login,
        "Sri Wahyuni",
        sri.address,
        *sri.recovery_codes,
        *(code.replace("-", "") for code in sri.recovery_codes),
    )
    found = []
    with store.reading() as connection:
        for table in account_rows.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                kept = b" ".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
                found += [
                    (table.name, secret)
                    for secret in secrets
                    if (secret if isinstance(secret, bytes) else secret.encode()) in kept
                ]
    assert found == []


def test_the_second_factor_moved_to_another_account_does_not_open(
    sri: Officer, gate: Gate, clock: Clock
) -> None:
    budi = officer(gate, clock, "budi.santoso")
    with gate.begin() as connection:
        stolen = of_account(connection, budi.account_id).totp
    assert stolen is not None
    with pytest.raises(Tampered):
        totp_step(gate.store.keys, sri.account_id, stolen, budi.code(), clock.now)


def test_a_purpose_that_the_role_does_not_hold_is_forbidden(sri: Officer) -> None:
    sri.enter()
    assert sri.asks(suluh_purpose="pencegahan").context.purpose is Purpose.PREVENTION
    for purpose in ("penyidikan", "perlindungan", "administrasi", "apa saja", ""):
        with pytest.raises(entry.Forbidden):
            sri.asks(suluh_purpose=purpose)
