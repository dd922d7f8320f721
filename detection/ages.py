"""How ages are counted, alike in the nightly indicators and in what cannot wait."""

from __future__ import annotations

DAYS_A_YEAR = 365.25

YOUNGEST_CREDIBLE = 13
"""Years: a younger applicant than this is a slip in the year, not an age that was raised."""
