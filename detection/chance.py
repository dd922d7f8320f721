"""The chance in words: of a hundred alerts like this one, how many were confirmed later, and how sure that is.

Alike are the people whom the model, held out from their cases, gave about the same probability
(``models.evaluation.alike``). The interval is Jeffreys' of 95 % (Brown, Cai & DasGupta 2001); it covers chance,
not what nobody has looked into: who was not found is not therefore safe.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from scipy.stats import beta

from models.risk import Model

UNTAUGHT = (
    "Belum cukup temuan untuk menghitung peluang; urutan ini dari poin yang dinyatakan, dan kasar.",
    "Too few findings to work out a chance; this order comes from declared points, and is crude.",
)
"""What stands in place of a chance where nothing has been learned yet."""


@dataclass(frozen=True)
class Chance:
    """Shares of a hundred; ``people`` is how many it was counted over. All None where nothing was learned."""

    text_id: str
    text_en: str
    share: float | None = None
    low: float | None = None
    high: float | None = None
    people: int | None = None

    @property
    def in_hundred(self) -> str:
        """The share as it is told: ``18``, or ``<1``."""
        return "" if self.share is None else _hundred(self.share)

    def told(self) -> dict[str, object]:
        """Ready for JSON; shares to four places."""
        return {
            name: round(value, 4) if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


def chance(model: Model, probability: float) -> Chance:
    """The chance at a calibrated probability; a higher one never tells of fewer confirmed alerts."""
    if model.evaluation is None or model.evaluation.alike.empty:
        return Chance(*UNTAUGHT)
    groups = model.evaluation.alike
    at = min(int((groups["least"] > probability).sum()), len(groups) - 1)
    found, people = int(groups["found"].iloc[at]), int(groups["people"].iloc[at])
    low, high = jeffreys(found, people)
    share = found / people
    of, least, most = _hundred(share), _hundred(low), _hundred(high)
    return Chance(
        f"Dari 100 peringatan serupa, {of} kemudian dikonfirmasi (antara {least} dan {most}, dihitung dari "
        f"{people} orang).",
        f"Of 100 alerts like this, {of} were confirmed later (between {least} and {most}, counted over "
        f"{people} people).",
        share,
        low,
        high,
        people,
    )


def jeffreys(found: int, people: int) -> tuple[float, float]:
    """The 95 % interval of a share; it begins at 0 where none was found, and ends at 1 where all were."""
    low, high = beta.ppf([0.025, 0.975], found + 0.5, people - found + 0.5)
    return (0.0 if found == 0 else float(low)), (1.0 if found == people else float(high))


def _hundred(share: float) -> str:
    return "<1" if 0 < share < 0.005 else f"{100 * share:.0f}"
