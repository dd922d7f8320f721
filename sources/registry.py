"""The sources: who owns each feed, on what ground it is read, and how often it should come.

Units and code lists stand with the fields in ``records.contract``. A ground whose text nobody of this project
has read yet is marked and shown as unverified: confirm it before a real installation relies on it.
"""

from __future__ import annotations

from dataclasses import dataclass

from records.contract import (
    AGENCIES,
    CASE_OUTCOMES,
    COMPLAINTS,
    DEPARTURES,
    DESK_VISITS,
    DOCUMENTS,
    INTERCEPTIONS,
    JOB_ORDERS,
    LTSA_OFFICES,
    PASSPORTS,
    RECRUITER_LINKS,
    REGISTRATIONS,
    RETURNS,
    TIPS,
)
from records.feed import Feed


@dataclass(frozen=True)
class Ground:
    """A legal ground; ``verified`` only where its text has been read."""

    citation: str
    verified: bool = True


@dataclass(frozen=True)
class Source:
    """A feed with its owner, its grounds, its agreement's id, and the days after which it is late."""

    feed: Feed
    owner_id: str
    owner_en: str
    grounds: tuple[Ground, ...]
    agreement: str
    cadence_days: int


PUBLIC_TASK = Ground("UU 27/2022 (PDP) pasal 20 ayat (2) huruf e: tugas demi kepentingan umum")
LEGAL_DUTY = Ground("UU 27/2022 (PDP) pasal 20 ayat (2) huruf c: kewajiban hukum")
VITAL_INTEREST = Ground("UU 27/2022 (PDP) pasal 20 ayat (2) huruf d: kepentingan vital")
INTEGRATED_SYSTEM = Ground("PP 59/2021 pasal 35 huruf d: sistem informasi terpadu")
LTSA_SERVICE = Ground("PP 59/2021 pasal 30 ayat (3) huruf a: layanan LTSA berbasis teknologi informasi")
LTSA_DESKS = Ground("PP 59/2021 pasal 31 ayat (1): loket layanan LTSA")
AGENCY_LICENCE = Ground("PP 59/2021 pasal 35 huruf k: SIP3MI")
RECRUITMENT_PERMIT = Ground("PP 59/2021 pasal 35 huruf l: SIP2MI")
REQUIRED_DOCUMENTS = Ground("UU 18/2017 pasal 13: dokumen calon pekerja migran")
REGISTERED_WORKER = Ground("UU 18/2017 pasal 1 angka 1: calon pekerja migran terdaftar pada dinas")
TASK_FORCE = Ground("Perpres 49/2023: Gugus Tugas TPPO")
IMMIGRATION = Ground("UU 6/2011 tentang Keimigrasian", verified=False)
COMPLAINT_DUTY = Ground("UU 18/2017: pengaduan dan penyelesaian masalah pekerja migran", verified=False)
REPATRIATION = Ground("UU 18/2017: pelindungan setelah bekerja dan pemulangan", verified=False)
VILLAGE_DUTY = Ground("UU 18/2017 pasal 42: tugas pemerintah desa", verified=False)
CONFIDENTIALITY = Ground("UU 21/2007 pasal 44: kerahasiaan identitas saksi dan korban", verified=False)

SOURCES: tuple[Source, ...] = (
    Source(
        LTSA_OFFICES,
        "Pemerintah daerah pengelola LTSA",
        "Local governments that run the LTSA",
        (LTSA_SERVICE, LTSA_DESKS),
        "ltsa",
        cadence_days=92,
    ),
    Source(
        AGENCIES,
        "Kementerian P2MI (perizinan P3MI)",
        "Ministry P2MI (agency licences)",
        (AGENCY_LICENCE, PUBLIC_TASK),
        "kemenp2mi",
        cadence_days=31,
    ),
    Source(
        JOB_ORDERS,
        "Kementerian P2MI (SIP2MI)",
        "Ministry P2MI (recruitment permits)",
        (RECRUITMENT_PERMIT, PUBLIC_TASK),
        "kemenp2mi",
        cadence_days=31,
    ),
    Source(
        REGISTRATIONS,
        "Dinas tenaga kerja di LTSA",
        "Manpower offices at the LTSA",
        (REGISTERED_WORKER, INTEGRATED_SYSTEM, LEGAL_DUTY),
        "ltsa",
        cadence_days=7,
    ),
    Source(
        DESK_VISITS,
        "Pemerintah daerah pengelola LTSA",
        "Local governments that run the LTSA",
        (LTSA_SERVICE, LTSA_DESKS, PUBLIC_TASK),
        "ltsa",
        cadence_days=7,
    ),
    Source(
        DOCUMENTS,
        "Dinas tenaga kerja di LTSA, dari instansi penerbit",
        "Manpower offices at the LTSA, from the issuing offices",
        (REQUIRED_DOCUMENTS, INTEGRATED_SYSTEM, LEGAL_DUTY),
        "ltsa",
        cadence_days=7,
    ),
    Source(
        PASSPORTS,
        "Direktorat Jenderal Imigrasi (kantor imigrasi)",
        "Directorate General of Immigration (passport offices)",
        (IMMIGRATION, TASK_FORCE, PUBLIC_TASK),
        "imigrasi",
        cadence_days=14,
    ),
    Source(
        RECRUITER_LINKS,
        "Gugus Tugas TPPO daerah",
        "Provincial trafficking task force",
        (TASK_FORCE, PUBLIC_TASK),
        "gugus_tugas",
        cadence_days=14,
    ),
    Source(
        DEPARTURES,
        "Direktorat Jenderal Imigrasi (tempat pemeriksaan)",
        "Directorate General of Immigration (checkpoints)",
        (IMMIGRATION, TASK_FORCE, PUBLIC_TASK),
        "imigrasi",
        cadence_days=7,
    ),
    Source(
        INTERCEPTIONS,
        "Gugus Tugas TPPO daerah (Imigrasi, BP3MI, Polri)",
        "Provincial trafficking task force (immigration, BP3MI, police)",
        (TASK_FORCE, VITAL_INTEREST, PUBLIC_TASK),
        "gugus_tugas",
        cadence_days=14,
    ),
    Source(
        COMPLAINTS,
        "BP3MI dan Kementerian P2MI (pengaduan)",
        "BP3MI and Ministry P2MI (complaints)",
        (COMPLAINT_DUTY, VITAL_INTEREST, PUBLIC_TASK),
        "kemenp2mi",
        cadence_days=14,
    ),
    Source(
        TIPS,
        "Relawan dan pemerintah desa melalui Gugus Tugas",
        "Volunteers and villages, through the task force",
        (VILLAGE_DUTY, VITAL_INTEREST, PUBLIC_TASK),
        "gugus_tugas",
        cadence_days=31,
    ),
    Source(
        CASE_OUTCOMES,
        "Polri, LPSK dan BP3MI melalui Gugus Tugas",
        "Police, LPSK and BP3MI, through the task force",
        (TASK_FORCE, CONFIDENTIALITY, PUBLIC_TASK),
        "gugus_tugas",
        cadence_days=31,
    ),
    Source(
        RETURNS,
        "BP3MI (pemulangan)",
        "BP3MI (repatriation)",
        (REPATRIATION, PUBLIC_TASK),
        "kemenp2mi",
        cadence_days=31,
    ),
)

SOURCE_BY_FEED: dict[str, Source] = {source.feed.name: source for source in SOURCES}
