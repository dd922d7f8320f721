"""The command line: one door to each floor.

Heavy libraries load inside the commands, so that help is quick.
"""

from __future__ import annotations

import os

# Two OpenMP runtimes that spin while they wait make LightGBM many times slower on a small server; the policy
# must be set before the first of them loads.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import resource
import sys
from collections.abc import Callable
from pathlib import Path

import typer

from api.commands import account, alert, audit, erase, exchange, keys, models, tls, upkeep
from api.commands.db import db
from api.commands.detect import detect
from api.commands.incident import incident
from api.commands.ingest import ingest
from api.commands.openapi import openapi
from api.commands.processing import processing
from api.commands.replay import replay
from api.commands.run import run
from api.commands.serve import serve
from api.commands.simulate import simulate
from api.commands.sources import history, sources
from api.commands.train import train
from records.errors import SuluhError
from records.full_disk import as_full_disk

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)

COMMANDS: tuple[tuple[str, Callable[..., object]], ...] = (
    ("run", run),
    ("ingest", ingest),
    ("sources", sources),
    ("history", history),
    ("detect", detect),
    ("replay", replay),
    ("alert reproduce", alert.reproduce),
    ("simulate", simulate),
    ("db", db),
    ("serve", serve),
    ("openapi", openapi),
    ("backup", upkeep.backup),
    ("restore", upkeep.restore),
    ("upgrade", upkeep.upgrade),
    ("doctor", upkeep.doctor),
    ("tls make", tls.make),
    ("account create", account.create),
    ("account list", account.listing),
    ("account grant", account.grant),
    ("account end-role", account.end_role),
    ("account reset", account.reset),
    ("account code", account.code),
    ("account disable", account.disable),
    ("account enable", account.enable),
    ("account end-sessions", account.end_sessions),
    ("account link", account.link),
    ("keys status", keys.status),
    ("keys rotate", keys.rotate),
    ("keys rotate-master", keys.rotate_master),
    ("keys split", keys.split),
    ("keys recover", keys.recover),
    ("audit status", audit.status),
    ("audit seal", audit.seal),
    ("audit verify", audit.verify),
    ("audit heads", audit.heads),
    ("audit countersign", audit.countersign),
    ("audit accept", audit.accept),
    ("audit export", audit.export),
    ("train", train),
    ("models list", models.listing),
    ("models show", models.show),
    ("models drift", models.drift),
    ("models key", models.key),
    ("models sign", models.sign),
    ("erase status", erase.status),
    ("erase due", erase.due),
    ("erase sweep", erase.sweep),
    ("erase reapply", erase.reapply),
    ("exchange keys", exchange.keys),
    ("exchange peer", exchange.peer),
    ("exchange peers", exchange.peers),
    ("exchange end", exchange.end),
    ("exchange export", exchange.export),
    ("exchange import", exchange.bring_in),
    ("incident", incident),
    ("processing", processing),
)
"""Every command; one of two words stands in the group that the first word names."""

GROUPS: dict[str, str] = {
    "alert": "Peringatan: buat ulang dari catatannya / alerts: make again from the records",
    "tls": "Sertifikat untuk jaringan kantor / certificates for the office's network",
    "account": "Akun: buat, peran, kode sekali pakai, nonaktifkan / accounts: make, roles, codes, disable",
    "keys": "Kunci: keadaan, penggantian, pemegang bagian / the keys: state, rotation, custodians",
    "models": "Model: daftar, pergeseran, kunci, tanda tangan / models: list, drift, keys, signing",
    "erase": "Penghapusan: keadaan, masa simpan, pembersihan / erasure: state, retention, sweeping",
    "exchange": "Pertukaran tersegel dengan simpul lain / sealed exchange with other nodes",
    "audit": "Jejak audit: segel, verifikasi, tanda tangan saksi / the audit: seal, verify, countersign",
}

_groups = {name: typer.Typer(help=told, no_args_is_help=True) for name, told in GROUPS.items()}
for _name, _group in _groups.items():
    app.add_typer(_group, name=_name)
for _name, _command in COMMANDS:
    _first, _, _second = _name.partition(" ")
    (_groups[_first] if _second else app).command(_second or _first)(_command)


def main() -> None:
    """Run a command; a refusal that Suluh foresees is told in two sentences, not in a traceback."""
    # What is open in memory must not be written to disk by a crash; servers that we start inherit this.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        app()
    except Exception as error:
        foreseen = as_full_disk(error, Path(os.environ.get("SULUH_DATA_DIR", "suluh-data"))) or error
        if not isinstance(foreseen, SuluhError):
            raise
        sys.stderr.write(f"{foreseen.text_id}\n{foreseen.text_en}\n")
        raise SystemExit(1) from error
