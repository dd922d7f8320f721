"""What someone is told whose step is refused, or who needs a second person first."""

from __future__ import annotations

from typing import ClassVar

from records.errors import SuluhError
from records.four_eyes.acts import GuardedAct
from records.four_eyes.machine import Why

TEXTS: dict[Why, tuple[str, str]] = {
    Why.NO_SUCH_STEP: ("Permintaan ini sudah diputuskan atau dipakai.", "This request is decided or used."),
    Why.OTHER_REFS: ("Persetujuan mencakup hal lain.", "The approval covers something else."),
    Why.EXPIRED: ("Waktunya sudah habis; ajukan lagi.", "Its time is over; ask again."),
    Why.NOT_THE_ASKER: ("Hanya yang mengajukan dapat melakukan ini.", "Only who asked can do this."),
    Why.OWN_REQUEST: (
        "Permintaan sendiri diputuskan oleh orang lain.",
        "One's own request is decided by another person.",
    ),
    Why.TIED: (
        "Salah satu dari Anda baru membuat akun atau memberi peran kepada yang lain; orang ketiga harus memutuskan.",
        "One of you has lately made the other's account or granted the other a role; a third person must decide.",
    ),
    Why.ROLE: ("Peran Anda saat ini tidak dapat melakukan ini.", "Your role at this moment cannot do this."),
}
"""In Indonesian and English."""


class StepRefused(SuluhError):
    """A step of a request is refused; ``why`` says by which rule."""

    code: ClassVar[str] = "step_refused"
    status: ClassVar[int] = 403

    def __init__(self, why: Why) -> None:
        super().__init__(*TEXTS[why])
        self.why = why


class SecondPersonNeeded(SuluhError):
    """The act needs an approval that its asker has not got, or that does not cover exactly this."""

    code: ClassVar[str] = "second_person_needed"
    status: ClassVar[int] = 403

    def __init__(self, act: GuardedAct) -> None:
        super().__init__(
            f"Perlu persetujuan orang kedua: {act.title_id} ({act.name}).",
            f"A second person must agree: {act.title_en} ({act.name}).",
        )
        self.act = act.name
