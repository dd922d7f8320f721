"""The one family of foreseen refusals."""

from __future__ import annotations

import pytest

from records import errors
from records.errors import SuluhError

FAMILY = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, SuluhError)]


@pytest.mark.parametrize("kind", FAMILY)
def test_an_error_speaks_two_languages_and_has_a_status(kind: type[SuluhError]) -> None:
    error = kind("Tidak ada.", "There is none.")
    assert (error.text_id, error.text_en, str(error)) == ("Tidak ada.", "There is none.", "There is none.")
    assert 400 <= error.status < 600


def test_no_two_errors_share_a_code() -> None:
    assert len({kind.code for kind in FAMILY}) == len(FAMILY) > 1
