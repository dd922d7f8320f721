"""By two, with both signatures, and never an unfair model: every way past it that could be thought of is tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from colleagues import account, acting
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from features.catalogue import digest as features_digest
from models import signing
from models.calibration import Calibration
from models.drift import Reference, bins_of
from models.fairness import Fairness, compare
from models.refusal import ModelRefused
from models.risk import Model, Points, Risk, version_of
from models.serving import in_service, kept, promotions, reading, signers
from models.serving.kept import Kept
from models.serving.promotions import ACT, ModelUnfair, Role, Standing, Wish, refs
from records import four_eyes
from records.custody import row_keys
from records.errors import InputRefused, NotFound
from records.rights.purpose import Purpose
from records.rights.role import Role as Post
from records.store import Store
from records.tables import audit_entries
from records.tables.promotions import model_signers
from records.tables.promotions import promotions as book

NOW = datetime(2026, 1, 5, 3, tzinfo=UTC)
GROUND = "UU 21/2007 Pasal 56-58"
WHY = "Lebih banyak temuan pada volume yang sama"
DESPITE = "Provinsi kecil; ditinjau lagi setiap bulan"
Counts = Mapping[str, tuple[int, int]]
FAIR: Counts = {"L": (20_000, 4000), "P": (20_000, 4040)}
UNFAIR: Counts = {"L": (3000, 300), "P": (3000, 600)}
FEW: Counts = {"L": (300, 30), "P": (300, 31)}


@dataclass(frozen=True)
class Office:
    """An analyst, a lead and a second analyst, their keys in files, and a place for models."""

    store: Store
    folder: Path

    def model(self, number: int, counts: Counts = FAIR) -> str:
        """A model of declared points, kept, with this audit of sexes; gives its digest."""
        points = Points(base=-5.0 - number)
        models = {
            target: Model(target, points, Calibration(1.0, 0.0, 1.0), None, number)
            for target in ("tppo", "non_procedural")
        }
        as_of = date(2026, 1, 5)
        risk = Risk(as_of, models, version_of(models, as_of))
        bins = {"a": bins_of(np.arange(9.0))}
        then = Reference(features_digest(), bins, {"tppo": bins["a"]}, {"phone": 0.5})
        with self.store.begin() as connection:
            key = signers.installation_key(connection, self.folder / "model.key", NOW)
            digest = kept.write(self.folder, risk, "0" * 64, then, key)
            row = Kept(
                digest,
                risk.version,
                as_of,
                40,
                7,
                False,
                "0" * 64,
                features_digest(),
                {},
                "run",
                "suluh",
                NOW,
            )
            audited: list[Fairness] = [compare("sex", counts)]
            kept.put(connection, row, audited)
        return digest

    def sign(self, digest: str, *names: str) -> None:
        for name in names:
            key = signers.read_private(self.folder / f"{name}.key")
            self.attach(digest, key.public_key().public_bytes_raw(), self.signature(digest, key))

    def signature(self, digest: str, key: Ed25519PrivateKey) -> bytes:
        return key.sign(signing.to_sign(signing.read_bytes(kept.place(self.folder, digest))))

    def attach(self, digest: str, public: bytes, signature: bytes) -> None:
        with self.store.begin() as connection:
            signers.sign(connection, self.folder, digest, public, signature, NOW)

    def ask(self, *asked: str, agree: bool = True) -> None:
        with self.analyst.begin() as connection:
            number = four_eyes.ask(connection, self.store.keys, ACT, asked, GROUND, WHY)
        lead = acting(self.store, "lena", Post.SATGAS_LEAD, Purpose.STATISTICS)
        with lead.begin() as connection:
            four_eyes.decide(connection, number, approve=agree)

    def promote(self, digest: str, part: Role, despite: str = "", now: datetime = NOW) -> int:
        wish = Wish(digest, part, GROUND, WHY, despite)
        with self.analyst.begin() as connection:
            return promotions.promote(connection, self.store.keys, self.folder, wish, now)

    def crown(self, digest: str, despite: str = "") -> int:
        """The whole way to a champion."""
        self.sign(digest, "ana", "lena")
        self.ask(*refs(digest, Role.CHAMPION))
        return self.promote(digest, Role.CHAMPION, despite)

    @property
    def analyst(self) -> Store:
        return acting(self.store, "ana", Post.ANALYST, Purpose.STATISTICS)

    @property
    def standing(self) -> Standing:
        with self.store.reading() as connection:
            return promotions.standing(connection)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    for name, held in (
        ("ana", Post.ANALYST),
        ("lena", Post.SATGAS_LEAD),
        ("anto", Post.ANALYST),
    ):
        account(store, name, held)
        with store.begin() as connection:
            signers.make_key(connection, name, tmp_path / f"{name}.key", "operator", NOW)
    return Office(store, tmp_path)


def test_a_fair_model_that_two_asked_for_and_signed_becomes_champion_and_the_book_says_who_and_why(
    office: Office,
) -> None:
    digest = office.model(1)
    number = office.crown(digest)
    assert office.standing == Standing(champion=digest)
    with office.analyst.begin() as connection:
        whole = reading.whole(connection, office.store.keys, office.folder, digest)
    (act,) = whole.promotions
    assert (act.promotion_id, act.asked_by, act.approved_by, act.at) == (number, "ana", "lena", NOW)
    assert (act.reason, act.despite, act.too_few) == (WHY, None, ())
    assert {each.account_id for each in whole.signatures} == {"ana", "lena"}
    assert whole.role == "champion"


def test_an_unfair_model_is_blocked_whoever_agrees_and_whatever_the_reason(office: Office) -> None:
    digest = office.model(1, UNFAIR)
    with pytest.raises(ModelUnfair, match="sex"):
        office.crown(digest, DESPITE)
    assert office.standing == Standing()


def test_where_data_are_too_few_a_reason_is_asked_for_and_kept(office: Office) -> None:
    digest = office.model(1, FEW)
    with pytest.raises(InputRefused, match="too few to judge fairness \\(sex\\)"):
        office.crown(digest)
    office.promote(digest, Role.CHAMPION, DESPITE)
    with office.analyst.reading() as connection:
        (act,) = promotions.book(connection, office.store.keys, digest)
    assert (act.too_few, act.despite) == (("sex",), DESPITE)


def test_without_approval_signature_or_ground_nothing_is_promoted(office: Office) -> None:
    digest = office.model(1)
    with pytest.raises(four_eyes.SecondPersonNeeded):
        office.promote(digest, Role.CHAMPION)
    office.ask(*refs(digest, Role.CHAMPION))
    with pytest.raises(ModelRefused, match="2 signatures are needed"):
        office.promote(digest, Role.CHAMPION)
    office.sign(digest, "ana")
    with pytest.raises(ModelRefused, match="have not both signed"):
        office.promote(digest, Role.CHAMPION)
    office.sign(digest, "anto")  # two people, but not the two
    with pytest.raises(ModelRefused, match="have not both signed"):
        office.promote(digest, Role.CHAMPION)
    office.sign(digest, "lena")
    wish = Wish(digest, Role.CHAMPION, GROUND, WHY)
    for fault in (replace(wish, ground="karena boleh"), replace(wish, reason="ok")):
        with pytest.raises(InputRefused), office.analyst.begin() as connection:
            promotions.promote(connection, office.store.keys, office.folder, fault, NOW)
    with pytest.raises(NotFound):
        office.promote("0" * 64, Role.CHALLENGER)
    assert office.standing == Standing()
    office.promote(digest, Role.CHAMPION)
    with pytest.raises(four_eyes.SecondPersonNeeded):
        office.promote(digest, Role.CHAMPION)


def test_an_approval_covers_one_model_and_one_role(office: Office) -> None:
    one, other = office.model(1), office.model(2)
    for digest in (one, other):
        office.sign(digest, "ana", "lena")
    office.ask(*refs(one, Role.CHAMPION))
    with pytest.raises(four_eyes.SecondPersonNeeded):
        office.promote(other, Role.CHAMPION)
    with pytest.raises(four_eyes.SecondPersonNeeded):
        office.promote(one, Role.RETIRED)
    office.ask(*refs(other, Role.CHAMPION), agree=False)
    with pytest.raises(four_eyes.SecondPersonNeeded):
        office.promote(other, Role.CHAMPION)


def test_a_model_of_other_features_is_not_promoted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = office.model(1)
    monkeypatch.setattr(promotions, "features_digest", lambda: "other")
    with pytest.raises(ModelRefused, match="other features"):
        office.promote(digest, Role.CHALLENGER)


def test_the_newest_word_on_a_role_holds(office: Office) -> None:
    one, two, three = (office.model(number) for number in (1, 2, 3))
    office.promote(one, Role.CHALLENGER)
    assert office.standing == Standing(challenger=one)
    office.crown(one)
    assert office.standing == Standing(champion=one)
    office.promote(two, Role.CHALLENGER)
    office.crown(three)
    assert office.standing == Standing(three, two, (one,))
    office.crown(two)
    assert office.standing == Standing(two, None, (three, one))
    for digest in (three, two):
        office.ask(*refs(digest, Role.RETIRED))
        office.promote(digest, Role.RETIRED)
    assert office.standing == Standing(earlier=(one,))


@pytest.mark.parametrize("fault", ["a stranger's key", "another model's signature", "an ended key", "ours"])
def test_a_signature_that_is_not_the_persons_own_over_this_model_is_refused(
    office: Office, fault: str
) -> None:
    digest, other = office.model(1), office.model(2)
    key = signers.read_private(office.folder / "ana.key")
    signature = office.signature(digest, key)
    if fault == "a stranger's key":
        key = Ed25519PrivateKey.generate()
        signature = office.signature(digest, key)
    elif fault == "another model's signature":
        signature = office.signature(other, key)
    elif fault == "an ended key":
        with office.store.begin() as connection:
            signers.make_key(connection, "ana", office.folder / "new.key", "operator", NOW)
    else:
        key = signers.read_private(office.folder / "model.key")
        signature = office.signature(digest, key)
    before = kept.place(office.folder, digest).read_bytes()
    with pytest.raises(ModelRefused):
        office.attach(digest, key.public_key().public_bytes_raw(), signature)
    assert kept.place(office.folder, digest).read_bytes() == before


def test_a_key_that_was_ended_still_vouches_for_what_it_had_signed(office: Office) -> None:
    digest = office.model(1)
    office.crown(digest)
    with office.store.begin() as connection:
        signers.make_key(connection, "ana", office.folder / "new.key", "operator", NOW + timedelta(days=1))
    with office.store.reading() as connection:
        assert in_service.load(connection, office.folder).champion
    key = office.folder / "new.key"
    assert key.stat().st_mode & 0o077 == 0


def test_one_person_with_two_keys_is_one_person(office: Office) -> None:
    digest = office.model(1)
    office.sign(digest, "ana")
    with office.store.begin() as connection:
        signers.make_key(connection, "ana", office.folder / "ana2.key", "operator", NOW)
    office.sign(digest, "ana2")
    office.ask(*refs(digest, Role.CHAMPION))
    with pytest.raises(ModelRefused, match="have not both signed"):
        office.promote(digest, Role.CHAMPION)


def test_the_file_of_another_signed_model_in_its_place_is_refused(office: Office) -> None:
    one, other = office.model(1), office.model(2)
    office.crown(one)
    office.crown(other)
    kept.place(office.folder, other).write_bytes(kept.place(office.folder, one).read_bytes())
    with office.store.reading() as connection:
        serving = in_service.load(connection, office.folder)
    assert serving.champion
    assert serving.champion.digest == one
    assert [each.digest for each in serving.refused] == [other]


def test_the_database_itself_refuses_a_champion_without_two_people(office: Office) -> None:
    digest = office.model(1)
    lone = {"digest": digest, "ground": GROUND, "too_few": [], "sealed": b"", "at": NOW, "asked_by": "ana"}
    faults = (
        {"role": "champion"},
        {"role": "champion", "approved_by": "lena", "approval_id": 1},
        {"role": "retired"},
        {"role": "challenger", "asked_by": "anto"},
        {"role": "emperor"},
    )
    for fault in faults:
        with pytest.raises(DBAPIError), office.analyst.begin() as connection:
            connection.execute(insert(book).values(lone | fault))
    with pytest.raises(DBAPIError), office.store.begin() as connection:
        connection.execute(text("UPDATE promotions SET asked_by = 'x'"))
    with pytest.raises(DBAPIError, match="row-level security"), office.analyst.begin() as connection:
        connection.execute(
            insert(model_signers).values(account_id="ana", public_key=b"k" * 32, made_by="ana", made_at=NOW)
        )


def test_reasons_stand_nowhere_in_clear_and_each_act_has_one_entry(office: Office) -> None:
    digest = office.model(1, FEW)
    office.crown(digest, DESPITE)
    with office.store.reading() as connection:
        (row,) = connection.execute(select(book)).all()
        entries = connection.execute(
            select(audit_entries.c.who, audit_entries.c.object_refs).where(
                audit_entries.c.act == "promote_model"
            )
        ).all()
    assert WHY.encode() not in row.sealed
    assert [entry.who for entry in entries] == ["ana"]
    assert not [ref for entry in entries for ref in entry.object_refs if " " in ref]
    with office.store.begin() as connection:
        row_keys.destroy(connection, promotions.HOLDER, [row.promotion_id])
        assert promotions.book(connection, office.store.keys, digest)[0].reason is None
