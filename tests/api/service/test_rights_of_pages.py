"""Who gets through which page's door, and to whom: every cell as written by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from matrix import Matrix, Undone, Visited
from peopled import TOKENS, people
from test_rights_matrix import at_work, attached, let_in, planned, trained

from api.service.application import create_app
from records.settings import Settings
from records.store import Store

WRITTEN = tomllib.loads((Path(__file__).parent / "expected_pages.toml").read_text())
BODIES: dict[str, dict[str, Any]] = {
    "POST /masa-simpan": {
        "how": "ask",
        "rows": "quarantined_rows",
        "days": "45",
        "valid_from": "2027-06-01",
        "source": "Keputusan pengendali data 7/2026",
        "reason": "Karantina yang lama tidak diperbaiki.",
    },
    **{
        f"POST /rujukan/{{referral_id}}/{step}": {"version": "1", "section": "threat", "step": "accept"}
        for step in (
            "buka",
            "isi",
            "setuju",
            "cabut",
            "kirim",
            "tarik",
            "tanpa-persetujuan",
            "jawab",
            "catat",
        )
    },
    "POST /perkara/{proceeding_id}/tahap": {"version": "1"},
    "POST /perkara/{proceeding_id}/orang": {"version": "1"},
    "POST /masuk": {"login": "nobody.here", "password": "x"},
    "POST /akun-saya/peran": {"role": "satgas"},
    "POST /tugas/penugasan/tinjau": {"chosen": "1", "assignee": "a-stranger"},
    "POST /tugas/penugasan": {"chosen": "1", "assignee": "a-stranger"},
    **{
        f"POST /tugas/{{work_id}}/{act}": {"version": "1"}
        for act in ("ambil", "lepas", "putusan", "tunda", "catatan")
    },
    **{f"POST /tugas/{{work_id}}/{act}": {"version": "1"} for act in ("tutup", "buka-lagi")},
    **{
        f"POST /tugas/{{work_id}}/tindakan/{{action_id}}/{act}": {"version": "1"}
        for act in ("mulai", "laporan")
    },
    **{
        f"POST /tugas/{{work_id}}/tindakan/{{action_id}}/{act}": {"version": "1"}
        for act in ("akhiri", "ubah")
    },
    "POST /tugas/{work_id}/buka": {"fields": "nik", "reveal_reason": "Memastikan orangnya sebelum memutus."},
    "POST /tugas/{work_id}/buka/persetujuan": {"reveal_reason": "Memastikan orangnya sebelum memutus."},
    "POST /tugas/{work_id}/bukti/{sequence}/buka": {
        "fields": "nik",
        "reveal_reason": "Memastikan orangnya dahulu.",
    },
    "POST /identitas/{question_id}/penarikan": {"judgement_id": "987654"},
    "POST /antrean/pendaftaran": {"registration": "{someone.entity_key}"},
    "POST /antrean/konselor": {"registration": "{someone.entity_key}"},
    "POST /antrean/jawaban": {"registration": "{someone.entity_key}"},
}
"""What each form sends; ``{someone.…}`` is filled in for the person that the cell is about."""


@pytest.fixture
def matrix(store: Store, settings: Settings) -> Matrix:
    peopled = people(store)
    let_in(store)
    at_work(store)
    trained(store)
    undone = Undone(store.engine, store.keys)
    app = create_app(Visited(undone, settings, TOKENS))
    return Matrix(app, peopled, BODIES, attached(store, peopled), planned(store, peopled), WRITTEN)


def test_every_cell_of_the_pages_is_as_written_by_hand(matrix: Matrix) -> None:
    """Whom one may not see looks like nobody: "nothing there" is 404, not a page about nothing."""
    written = sorted(WRITTEN["route"])
    assert matrix.routes() == written, "an unknown page, or one that is gone"
    cells = [cell for route in written for cell in matrix.cells(route)]
    assert [fault for cell in cells if (fault := matrix.wrong(cell))] == []
