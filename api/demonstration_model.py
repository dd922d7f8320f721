"""The demonstration's model: trained on its made-up province, signed by two of its people and put into service.

It goes the way that every model goes: an analyst asks, a lead agrees, both sign. Where it alarms about some groups
falsely far more often than about others it may not raise alerts here either, and runs beside as a challenger. The keys
are made for this and thrown away, for nobody holds them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from api.demonstration_accounts import CAST, Character
from api.signin import accounts
from api.signin.gate import Gate
from detection.training import train
from models import signing
from models.serving import kept, promotions, signers
from models.serving.promotions import ACT, ModelUnfair, Standing, Wish, refs
from models.serving.promotions import Role as Part
from records import four_eyes
from records.rights.context import Context, operator
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store

REASON = "Model peragaan, dilatih pada provinsi buatan."
BESIDE = "Terlalu timpang antarkelompok untuk dipakai; berjalan di samping saja."
DESPITE = "Provinsi buatan ini kecil; kelompok ditinjau lagi setelah data bertambah."


def put_in_service(
    store: Store,
    settings: Settings,
    day: date,
    now: datetime,
    capacity: int,
    tell: Callable[[str], None] | None = None,
) -> str | None:
    """Train as of a day and promote; gives the digest, or None where a model stands already.

    The accounts of the demonstration must be there.
    """
    with store.acting(operator(Purpose.STATISTICS)).begin() as connection:
        if promotions.standing(connection) != Standing():
            return None
    analyst, lead = (_context(store, settings, role) for role in (Role.ANALYST, Role.SATGAS_LEAD))
    statistics = store.acting(operator(Purpose.STATISTICS))
    digest = train(statistics, settings, day, now, capacity, analyst.who, tell=tell).kept.digest
    try:
        _promote(store, settings, digest, analyst, lead, now)
    except ModelUnfair:
        with store.acting(analyst).begin() as connection:
            wish = Wish(digest, Part.CHALLENGER, _ground(), BESIDE)
            promotions.promote(connection, store.keys, settings.data_dir / "models", wish, now)
    return digest


def _promote(
    store: Store, settings: Settings, digest: str, analyst: Context, lead: Context, now: datetime
) -> None:
    folder = settings.data_dir / "models"
    with TemporaryDirectory(prefix="suluh-keys-") as keys:
        for one in (analyst, lead):
            _sign(store, folder, digest, one, Path(keys) / one.role.value, now)
    with store.acting(analyst).begin() as connection:
        number = four_eyes.ask(connection, store.keys, ACT, refs(digest, Part.CHAMPION), _ground(), REASON)
    with store.acting(lead).begin() as connection:
        four_eyes.decide(connection, number, approve=True)
    with store.acting(analyst).begin() as connection:
        wish = Wish(digest, Part.CHAMPION, _ground(), REASON, DESPITE)
        promotions.promote(connection, store.keys, folder, wish, now)


def _ground() -> str:
    (ground,) = four_eyes.ACT[ACT].grounds
    return ground


def _context(store: Store, settings: Settings, role: Role) -> Context:
    character: Character = next(each for each in CAST if each.role is role)
    gate = Gate.of(store, settings)
    with gate.begin() as connection:
        who = accounts.find(connection, gate, character.login)
    return Context(who, role, Purpose.STATISTICS, character.areas, character.body)


def _sign(store: Store, folder: Path, digest: str, signer: Context, file: Path, now: datetime) -> None:
    with store.acting(operator(Purpose.ADMINISTRATION)).begin() as connection:
        signers.make_key(connection, signer.who, file, operator().who, now)
    private = signers.read_private(file)
    signature = private.sign(signing.to_sign(signing.read_bytes(kept.place(folder, digest))))
    with store.acting(signer).begin() as connection:
        signers.sign(connection, folder, digest, private.public_key().public_bytes_raw(), signature, now)
