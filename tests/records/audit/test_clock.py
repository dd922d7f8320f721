"""A clock that ran backwards: nothing is sealed by it, nothing is lost, and an operator can say which was wrong."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from records import audit
from records.audit import Act, Deed, trail
from records.audit import seal as sealer
from records.audit.seal import ClockRanBackwards, seal
from records.audit.signing import public_key
from records.audit.verify import verify
from records.store import Store
from records.tables import audit_heads, audit_unsealed

SECRET = b"s" * 32


def write(store: Store, entries: int) -> None:
    with store.begin() as connection:
        for number in range(entries):
            audit.write(connection, Act(Deed.READ, "x", (str(number),)))


def waiting(store: Store) -> int:
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(audit_unsealed)) or 0


@pytest.fixture
def signed_in_the_future(store: Store, monkeypatch: pytest.MonkeyPatch) -> int:
    """A head that was signed while the clock stood a year ahead."""
    ahead = str(sealer._NOW).replace("clock_timestamp()", "(clock_timestamp() + interval '1 year')")
    write(store, 100)
    with monkeypatch.context() as patched:
        patched.setattr(sealer, "_NOW", sealer.text(ahead))
        assert seal(store, SECRET) == 100
    return 100


def test_nothing_is_sealed_before_the_last_head_and_nothing_is_lost(
    store: Store, signed_in_the_future: int
) -> None:
    write(store, 5)
    with pytest.raises(ClockRanBackwards) as refused:
        seal(store, SECRET)
    assert "NTP" in refused.value.text_id
    assert waiting(store) == 5
    assert signed_in_the_future == 100


def test_an_operator_who_says_that_the_clock_was_wrong_then_lets_it_go_on(
    store: Store, signed_in_the_future: int
) -> None:
    write(store, 5)
    assert seal(store, SECRET, clock_was_wrong=True) == 5
    with store.reading() as connection:
        last = trail.last_head(connection)
        heads = connection.scalar(select(func.count()).select_from(audit_heads))
    assert last
    assert (last["position"], heads) == (signed_in_the_future + 5, 2)
    write(store, 3)
    assert seal(store, SECRET) == 3
    verdict = verify(store, frozenset({public_key(SECRET)}))
    assert verdict.sound, verdict.findings
    assert waiting(store) == 0


def test_a_clock_that_runs_forward_is_not_refused(store: Store) -> None:
    for _ in range(3):
        write(store, 100)
        assert seal(store, SECRET) == 100
