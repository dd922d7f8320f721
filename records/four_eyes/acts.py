"""The acts that need a second person: who may ask, who may agree, for how long, and what when nobody is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from records.rights.role import Role

R = Role

WAITS = timedelta(days=7)
"""A request that nobody has decided on for so long has lapsed."""

APART = timedelta(days=30)
"""Who made the other's account, or granted the other a role, is no second person for so long."""

LOUD_TO: tuple[Role, ...] = (R.DATA_PROTECTION_OFFICER, R.SATGAS_LEAD, R.LPSK_CUSTODIAN)
"""Who is told at once when a glass is broken."""


@dataclass(frozen=True)
class GuardedAct:
    """One act that no person does alone.

    An approval is used once, within ``lasts`` of the decision. ``grounds`` are the legal grounds of which a
    request names one; ``about`` are the beginnings of the references that it may name. ``breaks`` are the
    roles that may go ahead alone in an emergency, and ``reviews`` those one of whom judges it afterwards;
    where ``breaks`` is empty there is no emergency.
    """

    name: str
    title_id: str
    title_en: str
    asks: frozenset[Role]
    approves: frozenset[Role]
    lasts: timedelta
    grounds: tuple[str, ...]
    about: tuple[str, ...]
    breaks: frozenset[Role] = frozenset()
    reviews: frozenset[Role] = frozenset()


_HELPERS = frozenset({R.MRC, R.UPT_PPA, R.LPSK, R.PLACEMENT_OFFICER})
_KEEPERS = frozenset({R.DATA_PROTECTION_OFFICER, R.LPSK_CUSTODIAN})

ACTS: tuple[GuardedAct, ...] = (
    GuardedAct(
        "reveal_protected",
        "Membuka identitas yang dilindungi",
        "Show a protected identity",
        asks=frozenset({R.SATGAS_LEAD, R.INVESTIGATOR, R.LPSK, R.UPT_PPA}),
        approves=frozenset({R.LPSK_CUSTODIAN}),
        lasts=timedelta(hours=1),
        grounds=("UU 13/2006 Pasal 5", "UU 21/2007 Pasal 44", "UU 21/2007 Pasal 47"),
        about=("person:",),
        breaks=frozenset({R.INVESTIGATOR, R.LPSK, R.UPT_PPA}),
        reviews=_KEEPERS,
    ),
    GuardedAct(
        "reveal_case_identity",
        "Membuka identitas pada perkara LPSK",
        "Show the identity behind a case of LPSK",
        asks=frozenset({R.LPSK}),
        approves=frozenset({R.LPSK_CUSTODIAN}),
        lasts=timedelta(hours=4),
        grounds=("UU 31/2014 Pasal 5(1)(i)", "UU 31/2014 Pasal 12A", "UU 21/2007 Pasal 44"),
        about=("case:", "section:"),
        breaks=frozenset({R.LPSK}),
        reviews=_KEEPERS,
    ),
    GuardedAct(
        "protect_urgently",
        "Memberi perlindungan darurat sebelum keputusan",
        "Protect somebody urgently, before the decision",
        asks=frozenset({R.LPSK}),
        approves=frozenset({R.LPSK, R.LPSK_CUSTODIAN}),
        lasts=timedelta(hours=24),
        grounds=("UU 31/2014 Pasal 12A", "UU 31/2014 Pasal 29", "Peraturan LPSK 8/2020"),
        about=("case:", "service:"),
        breaks=frozenset({R.LPSK}),
        reviews=_KEEPERS,
    ),
    GuardedAct(
        "export_cases",
        "Menyerahkan lebih dari satu perkara menurut standar data (HTCDS)",
        "Hand over more than one case by the data standard (HTCDS)",
        asks=frozenset({R.LPSK}),
        approves=frozenset({R.LPSK_CUSTODIAN}),
        lasts=timedelta(hours=24),
        grounds=("UU 31/2014 Pasal 36", "UU 31/2014 Pasal 12A", "UU 27/2022 Pasal 20"),
        about=("export:",),
    ),
    GuardedAct(
        "end_reintegration_early",
        "Mengakhiri reintegrasi sebelum waktunya",
        "End reintegration before its time",
        asks=frozenset({R.LPSK}),
        approves=frozenset({R.LPSK, R.LPSK_CUSTODIAN}),
        lasts=timedelta(hours=72),
        grounds=("UU 31/2014 Pasal 32", "UU 21/2007 Pasal 51-53"),
        about=("case:",),
    ),
    GuardedAct(
        "hand_over_evidence",
        "Menyerahkan kepada LPSK bukti terhadap orang yang dilindungi",
        "Hand LPSK the evidence against a protected person",
        asks=frozenset({R.SATGAS_LEAD}),
        approves=frozenset({R.LPSK_CUSTODIAN, R.DATA_PROTECTION_OFFICER}),
        lasts=timedelta(hours=24),
        grounds=("UU 21/2007 Pasal 18", "UU 31/2014 Pasal 10A", "UU 13/2006 Pasal 5"),
        about=("matter:",),
    ),
    GuardedAct(
        "decide_evidence",
        "Memutuskan bukti terhadap orang yang dilindungi",
        "Decide on evidence against a protected person",
        asks=frozenset({R.LPSK_CUSTODIAN}),
        approves=frozenset({R.LPSK, R.LPSK_CUSTODIAN}),
        lasts=timedelta(hours=72),
        grounds=("UU 21/2007 Pasal 18", "UU 31/2014 Pasal 10", "UU 31/2014 Pasal 10A"),
        about=("matter:", "end:"),
    ),
    GuardedAct(
        "export_people",
        "Mengekspor lebih dari jumlah orang yang ditetapkan",
        "Export more people than the set number",
        asks=frozenset({R.SATGAS_LEAD, R.INVESTIGATOR, R.PLACEMENT_OFFICER}),
        approves=frozenset({R.SATGAS_LEAD, R.DATA_PROTECTION_OFFICER}),
        lasts=timedelta(hours=24),
        grounds=("UU 21/2007 Pasal 56-58", "UU 21/2007 Pasal 28-32", "UU 18/2017 Pasal 38"),
        about=("export:",),
    ),
    GuardedAct(
        "export_network",
        "Mengekspor jaringan",
        "Export a network",
        asks=frozenset({R.SATGAS_LEAD, R.INVESTIGATOR}),
        approves=frozenset({R.SATGAS_LEAD, R.DATA_PROTECTION_OFFICER}),
        lasts=timedelta(hours=24),
        grounds=("UU 21/2007 Pasal 28-32", "UU 21/2007 Pasal 56-58"),
        about=("export:",),
    ),
    GuardedAct(
        "erase",
        "Menghapus data pribadi",
        "Erase personal data",
        asks=frozenset({R.DATA_PROTECTION_OFFICER}),
        approves=frozenset({R.SATGAS_LEAD, R.LPSK_CUSTODIAN}),
        lasts=timedelta(hours=72),
        grounds=("UU 27/2022 Pasal 8", "UU 27/2022 Pasal 43", "UU 27/2022 Pasal 44"),
        about=("request:", "person:", "retention:", "row:", "case:"),
    ),
    GuardedAct(
        "promote_model",
        "Menetapkan model yang dipakai",
        "Promote a model",
        asks=frozenset({R.ANALYST}),
        approves=frozenset({R.SATGAS_LEAD}),
        lasts=timedelta(hours=72),
        grounds=("UU 21/2007 Pasal 56-58",),
        about=("model:",),
    ),
    GuardedAct(
        "change_rights",
        "Mengubah hak akses",
        "Change rights: accounts, roles, keys of programs",
        asks=frozenset({R.ADMIN}),
        approves=frozenset({R.ADMIN, R.SATGAS_LEAD, R.DATA_PROTECTION_OFFICER}),
        lasts=timedelta(hours=72),
        grounds=("Perpres 95/2018", "UU 27/2022 Pasal 39"),
        about=("account:", "role:", "client:", "key:"),
    ),
    GuardedAct(
        "introduce_node",
        "Memperkenalkan simpul lain setelah mencocokkan sidik kuncinya",
        "Introduce another node, its fingerprint compared",
        asks=frozenset({R.ADMIN}),
        approves=frozenset({R.ADMIN, R.SATGAS_LEAD, R.DATA_PROTECTION_OFFICER, R.LPSK_CUSTODIAN}),
        lasts=timedelta(hours=72),
        grounds=("Perpres 95/2018", "UU 27/2022 Pasal 39"),
        about=("peer:",),
    ),
    GuardedAct(
        "change_retention",
        "Mengubah masa simpan data",
        "Change how long data are kept",
        asks=frozenset({R.DATA_PROTECTION_OFFICER}),
        approves=frozenset({R.SATGAS_LEAD, R.LPSK_CUSTODIAN}),
        lasts=timedelta(hours=72),
        grounds=("UU 27/2022 Pasal 42-44", "UU 43/2009 Pasal 48"),
        about=("retention:",),
    ),
    GuardedAct(
        "override_consent",
        "Bertindak tanpa persetujuan orangnya",
        "Act without the person's consent",
        asks=_HELPERS | {R.SATGAS, R.SATGAS_LEAD, R.INVESTIGATOR},
        approves=frozenset({R.SATGAS_LEAD, R.LPSK_CUSTODIAN}),
        lasts=timedelta(hours=24),
        grounds=("UU 27/2022 Pasal 20", "UU 21/2007 Pasal 28-32"),
        about=("person:", "referral:"),
        breaks=_HELPERS | {R.INVESTIGATOR},
        reviews=_KEEPERS,
    ),
)
"""The one list. Whatever is not here needs no second person; whatever is here never goes without."""

ACT = {act.name: act for act in ACTS}
