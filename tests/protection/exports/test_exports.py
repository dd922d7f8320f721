"""Files that leave the house: numbered, limited, audited, and nobody in them who must not be found through them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import Barrier

import pytest
from colleagues import account, acting
from read_back import read_csv
from sqlalchemy import NullPool, create_engine, func, select, text
from town import HIDDEN, ORDINARY, REPORTER, TOKENS, Town, town

from protection.exports import export as exporting
from protection.exports import selection
from protection.exports.export import Export, Wanted, export, limit, plan
from protection.exports.kinds import COUNTERS, KIND, KINDS, DestinationRefused, check_destination
from protection.exports.left_out import LEFT_OUT, left_out
from protection.exports.sheets import Format
from records import four_eyes
from records.custody.masking import MASK
from records.errors import InputRefused, NotFound
from records.feed import Identifier
from records.four_eyes import SecondPersonNeeded
from records.rights.bodies import BODIES
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries, exports

NOW = datetime(2026, 11, 21, 13, 3, tzinfo=UTC)
PEOPLE = Wanted("people", "police-ntb")
NETWORKS = Wanted("networks", "police-ntb")
AGENCIES = Wanted("agencies", "labour-ntb")
WHY = "Permintaan penyelidikan bersama minggu ini"


@pytest.fixture
def settled(store: Store) -> Town:
    account(store, "budi", Role.SATGAS_LEAD)
    account(store, "dewi", Role.DATA_PROTECTION_OFFICER)
    return town(store)


def lead(store: Store) -> Store:
    return acting(store, "budi", Role.SATGAS_LEAD)


def made(store: Store, wanted: Wanted, form: Format = Format.CSV, now: datetime = NOW) -> Export:
    own = lead(store)
    assert own.context
    with own.begin() as connection:
        return export(connection, own.keys, own.context, wanted, form, now)


def agreed(store: Store, wanted: Wanted) -> int:
    """The same export, planned, asked for and agreed to by another."""
    own = lead(store)
    assert own.context
    with own.begin() as connection:
        planned = plan(connection, own.keys, own.context, wanted, NOW)
    with own.begin() as connection:
        ground = four_eyes.ACT[planned.act].grounds[0]
        approval = four_eyes.ask(connection, own.keys, planned.act, planned.refs, ground, WHY)
    with acting(store, "dewi", Role.DATA_PROTECTION_OFFICER).begin() as connection:
        four_eyes.decide(connection, approval, approve=True)
    return approval


def every_file(store: Store) -> Iterator[tuple[Wanted, Format, str]]:
    """Everything that the writers can write of the last run, as text."""
    for wanted in (PEOPLE, NETWORKS, AGENCIES):
        for form in Format:
            if form is Format.GRAPHML and wanted.kind != "networks":
                continue
            if wanted is NETWORKS:
                agreed(store, wanted)
            content = made(store, wanted, form).content
            if form is Format.XLSX:
                with zipfile.ZipFile(io.BytesIO(content)) as parts:
                    content = b"\n".join(parts.read(name) for name in parts.namelist())
            yield wanted, form, content.decode("utf-8")


def canaries(settled: Town, who: str) -> set[str]:
    row = settled.particulars[who]
    return {row["registration_id"], row["nik"], row["full_name"], row["phone"], f"P-{who}"}


def test_nobody_who_must_not_be_found_is_in_any_file(store: Store, settled: Town) -> None:
    files = list(every_file(store))
    assert len(files) == len(KINDS) * 2 + 1
    for wanted, form, told in files:
        for who in HIDDEN:
            found = [value for value in canaries(settled, who) if value in told]
            assert found == [], (wanted.kind, form, who)
        # A graph is made of the tokens of things; what the statement says about them stays out of it too.
        assert "RAHASIA" not in (told.replace("ph_RAHASIA", "") if form is Format.GRAPHML else told)
        assert REPORTER not in told
        assert str(TOKENS.token(Identifier.REPORTER, REPORTER)) not in told
        if wanted is not AGENCIES and form is not Format.GRAPHML:
            assert [who for who in ORDINARY if settled.registration(who) not in told] == [], (
                "too many left out"
            )


@pytest.mark.parametrize("rule", LEFT_OUT, ids=lambda rule: rule.name)
def test_without_one_rule_someone_is_found(
    store: Store, settled: Town, rule: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = tuple(each for each in LEFT_OUT if each is not rule)
    monkeypatch.setattr(selection, "left_out", lambda connection, refs: left_out(connection, refs, others))
    told = made(store, PEOPLE).content.decode("utf-8")
    assert [who for who in HIDDEN if settled.registration(who) in told]


def test_nothing_clear_is_in_a_file(store: Store, settled: Town) -> None:
    for _, _, told in every_file(store):
        for who in ORDINARY:
            row = settled.particulars[who]
            assert not [
                row[field] for field in ("nik", "full_name", "phone", "referrer_name") if row[field] in told
            ]


def test_names_and_phones_are_masked(store: Store, settled: Town) -> None:
    rows = read_csv(made(store, PEOPLE).content)
    columns = [column.name for column in KIND["people"].columns]
    first = dict(zip(columns, rows[1], strict=False))
    name = settled.particulars["biasa_satu"]["full_name"]
    assert first["name"] == " ".join(f"{word[0]}." for word in name.split())
    assert first["phone"].startswith(MASK)
    assert (first["reasons_for"], first["reasons_against"]) == ("Telepon sama", "Dokumen lengkap")
    assert first["missing"] == "paspor tidak ditemukan"
    assert len(rows) == 1 + len(ORDINARY)


@pytest.mark.usefixtures("settled")
def test_an_agency_named_like_a_formula_comes_back_as_it_was(store: Store) -> None:
    content = made(store, AGENCIES).content
    assert read_csv(content)[1][4] == "-PT Maju"
    assert b'"\'-PT Maju"' in content


@pytest.mark.usefixtures("settled")
def test_exports_are_numbered_without_gaps_and_counted(store: Store) -> None:
    with pytest.raises(SecondPersonNeeded):
        made(store, NETWORKS)
    files = [made(store, wanted) for wanted in (PEOPLE, AGENCIES, PEOPLE)]
    assert [each.number for each in files] == [1, 2, 3]
    with store.reading() as connection:
        kept = connection.execute(select(exports).order_by(exports.c.number)).all()
    assert [row.sha256 for row in kept] == [sha256(each.content).hexdigest() for each in files]
    assert [(row.people, row.left_out, row.who) for row in kept] == [
        (len(ORDINARY), len(HIDDEN), "budi"),
        (0, 0, "budi"),
        (len(ORDINARY), len(HIDDEN), "budi"),
    ]


def test_an_export_writes_one_entry_that_names_no_one(store: Store, settled: Town) -> None:
    number = made(store, PEOPLE).number
    with store.reading() as connection:
        columns = audit_entries.c
        wanted = select(columns.act, columns.object_refs, columns.fields).where(columns.who == "budi")
        ((act, refs, fields),) = connection.execute(wanted).all()
    assert act == "hand_over"
    assert refs == [f"export:{number}", "kind=people", f"run={settled.run_id}", "area=*", "for=police-ntb"]
    assert fields == [column.name for column in KIND["people"].columns]


@pytest.mark.usefixtures("settled")
def test_an_export_that_cannot_be_audited_is_not_made(store: Store, settings: Settings) -> None:
    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE audit_entries ADD CHECK (act <> 'hand_over') NOT VALID"))
    with pytest.raises(Exception, match="audit_entries"):
        made(store, PEOPLE)
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(exports)) == 0


@pytest.mark.usefixtures("settled")
def test_any_network_needs_a_second_person_for_exactly_that_file(store: Store) -> None:
    approval = agreed(store, NETWORKS)
    with pytest.raises(SecondPersonNeeded):
        made(store, replace(NETWORKS, destination="satgas-ntb"))
    number = made(store, NETWORKS).number
    with store.reading() as connection:
        assert connection.scalar(select(exports.c.approval_id).where(exports.c.number == number)) == approval
    with pytest.raises(SecondPersonNeeded):
        made(store, NETWORKS)


@contextmanager
def limited(monkeypatch: pytest.MonkeyPatch, people: int) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(exporting, "limit", lambda _now: (people, timedelta(hours=24)))
        yield


@pytest.mark.usefixtures("settled")
def test_more_people_than_the_set_number_need_a_second_person(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with limited(monkeypatch, len(ORDINARY) - 1):
        with pytest.raises(SecondPersonNeeded, match="export_people"):
            made(store, PEOPLE)
        agreed(store, PEOPLE)
        made(store, PEOPLE)


@pytest.mark.usefixtures("settled")
def test_several_small_exports_are_one_large_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with limited(monkeypatch, len(ORDINARY)):
        made(store, PEOPLE)
        with pytest.raises(SecondPersonNeeded, match="export_people"):
            made(store, PEOPLE)
        made(store, PEOPLE, now=NOW + timedelta(hours=25))


@pytest.mark.usefixtures("settled")
def test_two_exports_at_once_do_not_both_stay_below_the_limit(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = Barrier(2)

    def attempt(_: int) -> bool:
        together.wait()
        try:
            made(store, PEOPLE)
        except SecondPersonNeeded:
            return False
        return True

    with limited(monkeypatch, len(ORDINARY)), ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(attempt, range(2))) == [False, True]


def test_the_set_number_is_dated_and_fifty() -> None:
    assert limit(NOW) == (50, timedelta(hours=24))
    assert limit(datetime(2020, 1, 1, tzinfo=UTC))[0] == 0


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_export_goes_to_a_checkpoint_a_passport_counter_or_a_stranger(kind: object) -> None:
    which = KIND[kind.name]  # type: ignore[attr-defined]
    taken = {body.name for body in BODIES if _takes(which, f"{body.name}-ntb")}
    assert taken == which.destinations
    assert not taken & COUNTERS
    for body in (
        "",
        "checkpoint",
        "checkpoint-batam",
        "passport-mataram",
        "recruiter-1",
        "police x",
        "Police-ntb",
    ):
        assert not _takes(which, body), body


def test_a_counter_that_was_declared_by_mistake_still_gets_nothing() -> None:
    for counter in COUNTERS:
        planted = replace(KIND["people"], destinations=KIND["people"].destinations | {counter})
        assert not _takes(planted, f"{counter}-ntb")


def _takes(kind: object, body: str) -> bool:
    try:
        check_destination(kind, body)  # type: ignore[arg-type]
    except DestinationRefused:
        return False
    return True


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (Wanted("secrets", "police-ntb"), InputRefused),
        (replace(PEOPLE, area="52; DROP"), InputRefused),
        (replace(PEOPLE, destination="passport-mataram"), DestinationRefused),
    ],
)
@pytest.mark.usefixtures("settled")
def test_a_wrong_wish_is_refused(store: Store, wanted: Wanted, error: type[Exception]) -> None:
    with pytest.raises(error):
        made(store, wanted)


def test_where_there_are_no_alerts_there_is_no_export(store: Store) -> None:
    account(store, "budi", Role.SATGAS_LEAD)
    with pytest.raises(NotFound):
        made(store, PEOPLE)


@pytest.mark.usefixtures("settled")
def test_an_area_narrows_the_export(store: Store) -> None:
    assert made(store, replace(PEOPLE, area="52")).people == len(ORDINARY)
    assert made(store, replace(PEOPLE, area="33")).people == 0


def test_a_finding_after_the_approval_makes_it_another_export(
    store: Store, settled: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with limited(monkeypatch, 1):
        agreed(store, PEOPLE)
        with store.begin() as connection:
            from protection.protected import Protection, protect  # noqa: PLC0415

            own = f"registrations:{settled.registration('biasa_satu')}"
            protect(connection, "dewi", Protection.WITNESS, [own], NOW)
        with pytest.raises(SecondPersonNeeded):
            made(store, PEOPLE)


@pytest.mark.usefixtures("settled")
def test_the_same_export_again_has_equal_bytes_but_for_its_number(store: Store) -> None:
    first, second = (made(store, PEOPLE).content.decode() for _ in range(2))
    assert first.replace("Ekspor nomor: 1", "Ekspor nomor: 2") == second
