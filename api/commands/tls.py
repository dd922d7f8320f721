"""``suluh tls``: a certificate for the office's network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def make(
    name: Annotated[list[str] | None, typer.Option(help="Nama mesin / name of the machine")] = None,
    address: Annotated[list[str] | None, typer.Option(help="Alamat IP / IP address")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder; SULUH_DATA_DIR/tls")] = None,
) -> None:
    """Buat sertifikat TLS untuk jaringan kantor / make a TLS certificate for a LAN, or renew it."""
    from datetime import UTC, datetime

    from api.upkeep import certificates
    from records.settings import Settings

    folder = out or Settings.load().data_dir / "tls"
    made = certificates.make(folder, name or [], address or [], datetime.now(UTC))
    served, key = folder / certificates.CERTIFICATE, folder / certificates.CERTIFICATE_KEY
    typer.echo(
        f"Berlaku sampai · valid until {made.not_valid_after_utc:%Y-%m-%d}\n"
        f"suluh serve --host 0.0.0.0 --certificate {served} --key {key}\n"
        f"Pasang {folder / certificates.AUTHORITY} sebagai otoritas tepercaya di peramban kantor.\n"
        f"Install {folder / certificates.AUTHORITY} as a trusted authority in the office's browsers.\n"
        f"Simpan {folder / certificates.AUTHORITY_KEY} di luar mesin ini sampai perpanjangan.\n"
        f"Keep {folder / certificates.AUTHORITY_KEY} off this machine until the renewal."
    )
