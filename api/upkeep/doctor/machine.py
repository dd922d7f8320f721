"""Looks at the machine: program, disk, memory, keys, certificate, open ports."""

from __future__ import annotations

import ipaddress
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from cryptography import x509

from api.upkeep.doctor.check import Fault, Patient

ROOM = 2 * 2**30
MEMORY = 3_500_000_000
CERTIFICATE_LEFT = timedelta(days=30)
_LISTENING = "0A"  # of /proc/net/tcp
_OURS = ("suluh", "api.jobs", "postgres")


def python(_patient: Patient) -> Fault | None:
    """The Python that everything was locked for."""
    if sys.version_info[:2] == (3, 11):
        return None
    found = ".".join(map(str, sys.version_info[:3]))
    return Fault(
        f"Python {found} bukan yang dipakai rilis ini (3.11).",
        f"Python {found} is not the one of this release (3.11).",
        "Pasang Python 3.11, lalu: make setup",
        "Install Python 3.11, then: make setup",
    )


def disk(patient: Patient) -> Fault | None:
    """Room where the data lie."""
    there = _existing(patient.settings.data_dir)
    free = shutil.disk_usage(there).free
    if free >= ROOM:
        return None
    return Fault(
        f"Ruang kosong tinggal {free // 2**20} MB di {there}.",
        f"Only {free // 2**20} MB are free at {there}.",
        "Kosongkan ruang atau pindahkan data ke disk yang lebih besar; jangan menghapus isi folder postgres.",
        "Free some space or move the data to a larger disk; delete nothing in the folder postgres.",
    )


def memory(_patient: Patient) -> Fault | None:
    """Enough for linkage, which never spills to disk."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if total >= MEMORY:
        return None
    return Fault(
        f"Memori {total // 10**6} MB; sebuah provinsi memerlukan 4 GB.",
        f"There are {total // 10**6} MB of memory; a province needs 4 GB.",
        "Tambah memori, atau jalankan tugas malam di mesin lain.",
        "Add memory, or run the nightly job on another machine.",
    )


def swap(_patient: Patient) -> Fault | None:
    """Swap may hold what is open in memory."""
    lines = _lines("/proc/swaps")[1:]
    open_ones = [line.split()[0] for line in lines if not line.startswith(("/dev/dm-", "/dev/zram"))]
    if not open_ones:
        return None
    return Fault(
        f"Swap tanpa enkripsi: {', '.join(open_ones)}. Data terbuka di memori dapat tertulis ke disk.",
        f"Swap without encryption: {', '.join(open_ones)}. What is open in memory may be written to disk.",
        "Matikan swap (swapoff -a) atau enkripsi.",
        "Switch swap off (swapoff -a) or encrypt it.",
    )


def locale(_patient: Patient) -> Fault | None:
    """UTF-8, or names of files are misread."""
    if sys.getfilesystemencoding().lower() == "utf-8" and (sys.stdout.encoding or "").lower() in (
        "utf-8",
        "",
    ):
        return None
    return Fault(
        "Lokal bukan UTF-8.",
        "The locale is not UTF-8.",
        "Setel LANG=C.UTF-8.",
        "Set LANG=C.UTF-8.",
    )


def key_modes(patient: Patient) -> Fault | None:
    """Keys that others can read are not secret."""
    open_ones = [str(file) for file in _keys(patient) if file.exists() and file.stat().st_mode & 0o077]
    if not open_ones:
        return None
    told = " ".join(open_ones)
    return Fault(
        f"Berkas kunci dapat dibaca pengguna lain: {told}",
        f"Key files can be read by other users: {told}",
        f"chmod 600 {told}; lalu ganti kunci (suluh keys rotate-master) bila mesin ini dipakai bersama.",
        f"chmod 600 {told}; then change the keys (suluh keys rotate-master) if others use this machine.",
    )


def key_beside_data(patient: Patient) -> Fault | None:
    """Whoever takes the disk takes both."""
    key, data = patient.settings.master_key_file, patient.settings.data_dir
    if patient.settings.database_url is not None or not (key.exists() and data.exists()):
        return None
    if key.stat().st_dev != data.stat().st_dev:
        return None
    return Fault(
        "Kunci induk terletak di perangkat yang sama dengan data.",
        "The master key lies on the same device as the data.",
        "Letakkan di perangkat lain dan setel SULUH_MASTER_KEY_FILE.",
        "Put it on another device and set SULUH_MASTER_KEY_FILE.",
    )


def certificate(patient: Patient) -> Fault | None:
    """A certificate that ends soon stops every browser on that day."""
    file = patient.certificate or patient.settings.data_dir / "tls" / "server.pem"
    if not file.exists():
        return None
    left = x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc - patient.now
    if left > CERTIFICATE_LEFT:
        return None
    return Fault(
        f"Sertifikat {file} berakhir dalam {left.days} hari.",
        f"The certificate {file} ends in {left.days} days.",
        "Perbarui (suluh tls make dengan nama yang sama), lalu mulai ulang layanan.",
        "Renew it (suluh tls make with the same names), then start the service anew.",
    )


def open_ports(_patient: Patient) -> Fault | None:
    """Nothing but the service with its certificate listens beyond this machine."""
    found = sorted(
        f"{port} ({name})"
        for port, inode in _listening_beyond()
        for name in _owners(inode)
        if "--certificate" not in name
    )
    if not found:
        return None
    told = ", ".join(found)
    return Fault(
        f"Porta terbuka ke luar mesin ini: {told}.",
        f"Ports are open beyond this machine: {told}.",
        "Batasi ke 127.0.0.1, atau pakai TLS (--certificate) dan tembok api.",
        "Bind them to 127.0.0.1, or use TLS (--certificate) and a firewall.",
    )


def _keys(patient: Patient) -> Iterator[Path]:
    settings = patient.settings
    for file in (
        settings.master_key_file,
        settings.token_key_file,
        settings.audit_key_file,
        settings.exchange_key_file,
    ):
        yield file
        yield from file.parent.glob(f"{file.name}.*")
    if settings.oidc_client_secret_file:
        yield settings.oidc_client_secret_file
    yield from (settings.data_dir / "tls").glob("*.key")


def _listening_beyond() -> Iterator[tuple[int, str]]:
    """Port and socket of each listener on an address that others can reach."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in _lines(table)[1:]:
            parts = line.split()
            host, _, port = parts[1].partition(":")
            words = [bytes.fromhex(host[at : at + 8])[::-1] for at in range(0, len(host), 8)]
            if parts[3] == _LISTENING and not ipaddress.ip_address(b"".join(words)).is_loopback:
                yield int(port, 16), parts[9]


def _owners(inode: str) -> Iterator[str]:
    """The command of each process of ours that holds a socket."""
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            if any(name in command for name in _OURS) and any(
                str(handle.readlink()) == f"socket:[{inode}]" for handle in (process / "fd").iterdir()
            ):
                yield command[:80]
        except OSError:  # gone meanwhile, or not ours to look at
            continue


def _existing(path: Path) -> Path:
    return next(each for each in (path, *path.parents) if each.exists()).resolve()


def _lines(file: str) -> list[str]:
    path = Path(file)
    return path.read_text().splitlines() if path.exists() else [""]
