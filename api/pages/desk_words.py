"""Words for where somebody goes and what for: countries as CLDR names them, jobs as the contract's codes name them."""

from __future__ import annotations

from collections.abc import Mapping

from api.pages.language import INDONESIAN, Language
from api.pages.map_places import country

POSITIONS: Mapping[str, tuple[str, str]] = {
    "administration": ("tenaga administrasi", "office clerk"),
    "admin": ("tenaga administrasi", "office clerk"),
    "babysitter": ("pengasuh anak", "babysitter"),
    "caregiver": ("perawat lansia", "caregiver"),
    "cleaner": ("petugas kebersihan", "cleaner"),
    "construction_worker": ("pekerja konstruksi", "construction worker"),
    "cook": ("juru masak", "cook"),
    "customer_service": ("layanan pelanggan", "customer service"),
    "domestic_worker": ("pekerja rumah tangga", "domestic worker"),
    "driver": ("pengemudi", "driver"),
    "factory_operator": ("operator pabrik", "factory operator"),
    "farm_worker": ("pekerja pertanian", "farm worker"),
    "fishing_crew": ("awak kapal perikanan", "fishing crew"),
    "gardener": ("tukang kebun", "gardener"),
    "hospitality_worker": ("pekerja perhotelan", "hospitality worker"),
    "marketing": ("pemasaran", "marketing"),
    "nurse": ("perawat", "nurse"),
    "operator": ("operator", "operator"),
    "plantation_worker": ("pekerja perkebunan", "plantation worker"),
    "restaurant_worker": ("pekerja rumah makan", "restaurant worker"),
    "spa_therapist": ("terapis spa", "spa therapist"),
}


class Words:
    """The same in one language, for templates; a code that is not known is shown as it stands."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def country(self, code: str | None) -> str:
        """The name of a country by its ISO 3166-1 alpha-3 code."""
        if not code:
            return "–"
        return country(self._language, code)

    def position(self, code: str | None) -> str:
        """A job in words."""
        if not code:
            return "–"
        pair = POSITIONS.get(code)
        return code.replace("_", " ") if pair is None else pair[self._language.code != INDONESIAN]
