"""Scenes of what complaints from abroad tell in words, and of who needs help first."""

from __future__ import annotations

from datetime import date

from factories import Told, told

from scenes.complaints import CLEARED
from scenes.placement import AGENCY
from scenes.scene import ANA, Scene, passport, registered

_ABROAD = (registered("2024-02-01"), told("departures", "E1", "2024-06-01", ANA))


def _said(narrative: str, key: str = "C1", on: str = "2025-02-10", **fields: object) -> Told:
    return told("complaints", key, on, ANA, narrative=narrative, **{"category": "other", **fields})


E07 = Scene(
    "E07",
    (*_ABROAD, _said("Keluarga diancam.")),
    {
        "a penalty letter of the agency": (
            AGENCY,
            *_ABROAD,
            _said("Kalau pulang ada denda kalau mundur, ganti rugi.", license_no="SIP3MI-1"),
        ),
        "before departure": (registered(), _said("Diancam kalau mundur.")),
        "cleared later": (*_ABROAD, _said("Keluarga diancam."), CLEARED),
    },
)

_HOURS = "Lembur sampai malam, tidak ada libur."
E08 = Scene(
    "E08",
    (*_ABROAD, _said(_HOURS), _said(_HOURS, "C2", "2025-02-20")),
    {
        "a single angry post": (*_ABROAD, _said(_HOURS)),
        "the custom of a crew": (
            registered("2024-02-01", position="fishing_crew"),
            _ABROAD[1],
            _said(_HOURS),
            _said(_HOURS, "C2", "2025-02-20"),
        ),
    },
)

E09 = Scene(
    "E09",
    (*_ABROAD, _said("Saya dijual ke majikan lain.")),
    {
        "a change that the worker asked for": (
            *_ABROAD,
            _said("Minta pindah agensi.", category="contract_substitution"),
        )
    },
)

E10 = Scene(
    "E10",
    (*_ABROAD, _said("Dipaksa menipu orang, kalau tidak dipukul.")),
    {
        "someone who went knowingly": (*_ABROAD, _said("Bekerja di judi online, gajinya kurang.")),
        "cleared later": (*_ABROAD, _said("Dipaksa menipu orang, kalau tidak dipukul."), CLEARED),
    },
)

_RANSOM = "Keluarga dimintai tebusan lima puluh juta."
E11 = Scene(
    "E11",
    (*_ABROAD, _said(_RANSOM)),
    {
        "a swindler who poses as captor": (registered(), _said(_RANSOM)),
        "repayment of a debt": (*_ABROAD, _said("Minta tebusan, katanya utang belum lunas.")),
    },
)

V01 = Scene(
    "V01",
    (*_ABROAD, _said("Gaji tidak dibayar.", on="2025-01-10"), _said("Sekarang diancam.", "C2")),
    {"a neighbours' dispute, reported by nobody before": (*_ABROAD, _said("Diancam tetangga."))},
)

_YOUNG = {"birth_date": date(2009, 8, 17), "nik": None}
V02 = Scene(
    "V02",
    (registered("2024-02-01"), passport(**_YOUNG), _said("Minta pulang.")),
    {"an adult by every paper": (registered("2024-02-01"), passport(), _said("Minta pulang."))},
)

_HOME = told("returns", "B1", "2024-06-10", ANA, kind="repatriated")
V04 = Scene(
    "V04",
    (_HOME, registered()),
    {
        "came home at the end of a contract": (told("returns", "B1", "2024-06-10", ANA), registered()),
        "not leaving again": (registered("2023-02-01"), _HOME),
    },
)

SCENES = (E07, E08, E09, E10, E11, V01, V02, V04)
