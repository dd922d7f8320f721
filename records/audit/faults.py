"""What a verifier can find, each told in a sentence that names the place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One kind of damage; the sentences take ``position``, ``entry`` and ``head``, ``agreed`` and ``line``."""

    code: str
    id: str
    en: str


FAULTS: tuple[Fault, ...] = (
    Fault(
        "entry_changed",
        "Entri {entry} pada posisi {position} diubah sesudah disegel.",
        "Entry {entry} at position {position} was changed after it was sealed.",
    ),
    Fault(
        "entry_deleted",
        "Entri {entry} pada posisi {position} dihapus.",
        "Entry {entry} at position {position} was deleted.",
    ),
    Fault(
        "entry_twice",
        "Entri {entry} disegel dua kali; yang kedua pada posisi {position}.",
        "Entry {entry} is sealed twice, the second time at position {position}.",
    ),
    Fault(
        "entry_inserted",
        "Entri {entry} disisipkan: tidak disegel dan tidak menunggu segel.",
        "Entry {entry} was inserted: it is neither sealed nor waits to be.",
    ),
    Fault(
        "waiting_deleted",
        "Entri {entry} menunggu segel, tetapi sudah dihapus atau sudah disegel.",
        "Entry {entry} waits to be sealed, yet it was deleted, or sealed already.",
    ),
    Fault(
        "links_missing",
        "Mata rantai sebelum posisi {position} (entri {entry}) hilang.",
        "Links before position {position} (entry {entry}) are missing.",
    ),
    Fault(
        "links_disordered",
        "Mata rantai pada posisi {position} (entri {entry}) berganda atau tertukar.",
        "The link at position {position} (entry {entry}) is doubled or swapped.",
    ),
    Fault(
        "link_changed",
        "Mata rantai pada posisi {position} (entri {entry}) diubah.",
        "The link at position {position} (entry {entry}) was changed.",
    ),
    Fault(
        "link_loose",
        "Mata rantai pada posisi {position} (entri {entry}) tidak menyambung dengan yang sebelumnya.",
        "The link at position {position} (entry {entry}) does not join the one before.",
    ),
    Fault(
        "head_changed",
        "Tanda tangan kepala {head} (posisi {position}) tidak sah.",
        "The signature of head {head} (position {position}) does not hold.",
    ),
    Fault(
        "head_strange",
        "Kepala {head} (posisi {position}) ditandatangani dengan kunci yang tidak dikenal.",
        "Head {head} (position {position}) is signed with a key that is not trusted.",
    ),
    Fault(
        "head_missing",
        "Kepala sebelum posisi {position} dihapus: lebih dari 100 mata rantai tanpa kepala, "
        "atau nomor atau sambungan kepala {head} tidak cocok.",
        "Heads before position {position} were removed: more than 100 links without a head, "
        "or the number or the joint of head {head} does not fit.",
    ),
    Fault(
        "head_contradicts",
        "Rantai pada posisi {position} (entri {entry}) bukan yang ditandatangani kepala {head}: "
        "riwayat di antara posisi {agreed} dan {position} ditulis ulang.",
        "The chain at position {position} (entry {entry}) is not what head {head} signed: "
        "the history between positions {agreed} and {position} was rewritten.",
    ),
    Fault(
        "tail_cut",
        "Ekor rantai dipotong: kepala {head} mencapai posisi {position}, rantai hanya sampai {agreed}.",
        "The tail was cut: head {head} reaches position {position}, the chain only {agreed}.",
    ),
    Fault(
        "forked",
        "Riwayat bercabang: kepala {head} yang disimpan di tempat lain (posisi {position}) berbeda dari yang ada; "
        "keduanya hanya sama sampai posisi {agreed}.",
        "The history is forked: head {head} as kept elsewhere (position {position}) is not the one here; "
        "both agree only up to position {agreed}.",
    ),
    Fault(
        "kept_head_bad",
        "Kepala {head} dalam berkas yang disimpan di tempat lain tidak sah atau bukan milik pemasangan ini.",
        "Head {head} in the file that was kept elsewhere does not hold, or is not of this installation.",
    ),
    Fault(
        "countersignature_bad",
        "Tanda tangan saksi atas kepala {head} tidak sah.",
        "A countersignature over head {head} does not hold.",
    ),
    Fault(
        "unreadable",
        "Apa yang mengikuti posisi {position} tidak dapat dibaca.",
        "What follows position {position} cannot be read.",
    ),
    Fault(
        "file_damaged",
        "Berkas rusak pada baris {line}.",
        "The file is damaged in line {line}.",
    ),
)
FAULT_BY_CODE = {fault.code: fault for fault in FAULTS}


@dataclass(frozen=True)
class Finding:
    """One fault at one place. Numbers are None where they do not apply."""

    fault: Fault
    position: int | None = None
    entry: int | None = None
    head: int | None = None
    agreed: int | None = None
    line: int | None = None

    @property
    def text_id(self) -> str:
        """The sentence in Indonesian."""
        return self.fault.id.format(**self._places())

    @property
    def text_en(self) -> str:
        """The sentence in English."""
        return self.fault.en.format(**self._places())

    def _places(self) -> dict[str, object]:
        names = ("position", "entry", "head", "agreed", "line")
        return {name: "–" if (value := getattr(self, name)) is None else value for name in names}
