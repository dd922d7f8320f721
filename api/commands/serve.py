"""``suluh serve``: the service, and beside it the sealer of the audit."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer


def serve(
    host: Annotated[str, typer.Option(help="Alamat / address to listen at")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Porta / port")] = 8443,
    certificate: Annotated[Path | None, typer.Option(help="Sertifikat TLS (PEM) / TLS certificate")] = None,
    key: Annotated[Path | None, typer.Option(help="Kunci sertifikat (PEM) / the certificate's key")] = None,
) -> None:
    """Jalankan layanan / run the service."""
    import threading

    import uvicorn

    from api.service.application import LIMIT, create_app
    from api.service.guard import SERVER, guard
    from api.service.house import House
    from api.signin.first import first_step
    from records.audit.seal import watch
    from records.errors import SettingsRefused
    from records.rights.context import job
    from records.rights.purpose import Purpose
    from records.settings import Settings
    from records.store import open_store
    from records.tokens import Tokeniser

    if host not in ("127.0.0.1", "::1", "localhost") and certificate is None:
        raise SettingsRefused(
            "Layanan di luar komputer ini harus memakai TLS: --certificate dan --key.",
            "A service for other computers needs TLS: --certificate and --key.",
        )
    settings = Settings.load()
    with open_store(settings) as store:
        if told := first_step(store, datetime.now(UTC)):
            typer.echo(told, err=True)
        stopped = threading.Event()
        sealing = store.acting(job(Purpose.ADMINISTRATION))
        sealer = threading.Thread(
            target=watch, args=(sealing, settings.audit_key(), stopped.is_set), name="sealer"
        )
        sealer.start()
        try:
            uvicorn.run(
                guard(create_app(House(store, settings, Tokeniser(settings.token_key()))), LIMIT),
                host=host,
                port=port,
                ssl_certfile=certificate,
                ssl_keyfile=key,
                **SERVER,
            )
        finally:
            stopped.set()
            sealer.join()
