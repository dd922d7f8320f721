"""``suluh openapi``: the description of the API as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def openapi(
    out: Annotated[Path, typer.Option(help="Berkas tujuan / file to write")] = Path("suluh-openapi.json"),
) -> None:
    """Tulis uraian API (OpenAPI 3.1) / write the description of the API."""
    import json
    from typing import cast

    from api.service.application import create_app
    from api.service.house import House
    from api.service.openapi import describe
    from records.settings import Settings

    # The routes alone are described: no database is opened for it.
    document = describe(create_app(cast("House", None), Settings.load().node))
    out.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    typer.echo(f"{out}: {sum(map(len, document['paths'].values()))} operasi / operations")
