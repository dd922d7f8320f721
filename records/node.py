"""What an installation is: a province's, or LPSK's own."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from records.errors import SettingsRefused
from records.files import whole

if TYPE_CHECKING:
    from records.settings import Settings


class Node(StrEnum):
    """The kind of an installation. Each has its own database, keys and accounts; nodes speak in sealed bundles."""

    PROVINCE = "province"
    """Reads the feeds, raises alerts, refers people."""
    LPSK = "lpsk"
    """Receives referrals and keeps the cases of the witness and victim protection agency; has no feed."""


PROVINCE = frozenset({Node.PROVINCE})
LPSK = frozenset({Node.LPSK})
BOTH = frozenset(Node)

_MARK = "node"


def keep_to_its_kind(settings: Settings) -> None:
    """Note in the data folder what the installation is; raises SettingsRefused where it was something else before."""
    mark: Path = settings.data_dir / _MARK
    if mark.exists():
        was = mark.read_text("ascii").strip()
        if was != settings.node.value:
            raise SettingsRefused(
                f"Folder {settings.data_dir} milik simpul {was}, bukan {settings.node.value}; periksa SULUH_NODE.",
                f"The folder {settings.data_dir} is of a {was} node, not {settings.node.value}; see SULUH_NODE.",
            )
        return
    with whole(mark) as stream:
        stream.write(f"{settings.node.value}\n".encode())
