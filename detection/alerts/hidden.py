"""The score that a reviewer does not see before the first judgement: whose it is, and what is shown instead.

One in every ten new pieces of work is drawn, whichever it is by a keyed hash: exactly a tenth, which nobody can
foresee. Comparing what is decided with and without the score is the only honest sign of automation bias
(De-Arteaga, Fogliato and Chouldechova, CHI 2020).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256

ONE_IN = 10

SHOWN = (
    *("summary", "reasons", "against", "indicators", "grounds", "elements", "missing"),
    *("people", "things", "roles"),
)
"""Parts of a frozen statement that do not tell the score by themselves."""


TELLING = frozenset({"contribution", "probability", "chance", "raw", "score", "weight", "log_odds"})
"""Names of numbers that the score could be put together from, should one of them be whole."""


def drawn(key: bytes, number: int) -> bool:
    """Whether the score of the ``number``-th piece of work (from 0) is hidden: one in each ten of them."""
    block, place = divmod(number, ONE_IN)
    digest = hmac.new(key, f"hidden score {block}".encode(), sha256).digest()
    return int.from_bytes(digest[:8], "big") % ONE_IN == place


def unscored(statement: Mapping[str, object]) -> dict[str, object]:
    """A frozen statement without its score: no number with a fraction is left, for contributions add up to it."""
    return {name: _without(statement[name]) for name in SHOWN if name in statement}


def _without(part: object) -> object:
    if isinstance(part, Mapping):
        kept = {name: each for name, each in part.items() if name not in TELLING}
        return {name: _without(each) for name, each in kept.items() if not isinstance(each, float)}
    if isinstance(part, list | tuple):
        return [_without(each) for each in part if not isinstance(each, float)]
    return None if isinstance(part, float) else part
