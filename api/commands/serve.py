"""``suluh serve``: database, service, worker and the sealer of the audit, until asked to stop."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Never

import typer


def serve(
    host: Annotated[str, typer.Option(help="Alamat / address to listen at")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Porta / port")] = 8443,
    certificate: Annotated[Path | None, typer.Option(help="Sertifikat TLS (PEM) / TLS certificate")] = None,
    key: Annotated[Path | None, typer.Option(help="Kunci sertifikat (PEM) / the certificate's key")] = None,
    metrics_port: Annotated[
        int | None, typer.Option(help="Porta metrik di komputer ini saja / metrics, on this machine alone")
    ] = None,
    *,
    worker: Annotated[
        bool, typer.Option(help="Jalankan pekerja tugas di sini / run a worker for the jobs here")
    ] = True,
) -> None:
    """Jalankan layanan / run the service."""
    import signal
    from contextlib import ExitStack

    import uvicorn

    from api.jobs.keeping import Workers
    from api.service.application import LIMIT, create_app
    from api.service.guard import SERVER, guard
    from api.service.heating import heating
    from api.service.house import House
    from api.service.metrics import beside
    from api.service.sealing import sealing
    from api.service.telling import telling
    from api.signin.first import first_step
    from records.errors import SettingsRefused
    from records.node import Node, keep_to_its_kind
    from records.settings import Settings
    from records.store import open_store
    from records.tokens import Tokeniser

    if host not in ("127.0.0.1", "::1", "localhost") and certificate is None:
        raise SettingsRefused(
            "Layanan di luar komputer ini harus memakai TLS: --certificate dan --key.",
            "A service for other computers needs TLS: --certificate and --key.",
        )
    settings = Settings.load()
    keep_to_its_kind(settings)
    # uvicorn raises the signal that ended it once more; by default that would kill us before the rest has stopped.
    signal.signal(signal.SIGTERM, _stop)
    with ExitStack() as running:
        store = running.enter_context(open_store(settings))
        if told := first_step(store, datetime.now(UTC), settings.node):
            typer.echo(told, err=True)
        house = House(store, settings, Tokeniser(settings.token_key()))
        running.enter_context(sealing(store, settings.audit_key()))
        if settings.node is Node.PROVINCE:  # the others have no desk, and tell programs of nothing
            running.enter_context(telling(house))
            running.enter_context(heating(house))
        if worker:
            running.enter_context(Workers())
        if metrics_port is not None:
            running.enter_context(beside(house, metrics_port))
        uvicorn.run(
            guard(create_app(house), LIMIT),
            host=host,
            port=port,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            **SERVER,
        )


def _stop(*_: object) -> Never:
    raise SystemExit
