"""``suluh processing``: the record of processing and the impact assessment, from the declarations."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer


def processing(
    *,
    out: Annotated[Path, typer.Option(help="Map hasil / folder of the documents")] = Path("docs"),
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Aturan pada hari / rules of the day")
    ] = None,
) -> None:
    """Tulis rekaman pemrosesan dan penilaian dampak / write the processing record and the DPIA."""
    from protection.processing.documents import STATED_ON, assessment, record

    day: date = on.date() if on else STATED_ON
    out.mkdir(parents=True, exist_ok=True)
    for name, text in (("processing-record.md", record(day)), ("impact-assessment.md", assessment(day))):
        (out / name).write_text(text, "utf-8")
        typer.echo(out / name)
