"""A claim of restitution from its losses to the last rupiah, in a database that keeps no unbalanced entry."""

from __future__ import annotations

from datetime import date

import pytest
from claims_at_lpsk import HANDLER, NOW, TODAY, Handler, case
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from protection.restitution import claims
from protection.restitution.figures import figures
from protection.restitution.ledger import Balance, Kind
from protection.restitution.reading import listing
from protection.restitution.stages import EDGES, Stage, edge, onward
from records.errors import InputRefused, NotFound, Stale, WrongState
from records.store import Store
from records.tables import audit_entries
from records.tables.restitution import restitution_entries, restitution_items, restitution_postings


def test_a_claim_goes_from_losses_to_everything_paid(lpsk_store: Store) -> None:
    hana = Handler.of(lpsk_store, case(lpsk_store))
    hana.loses("wealth_income", 40_000_000)
    hana.loses("care", 2_500_000)
    claim = hana.ruled_for_good(wealth_income=30_000_000, care=2_500_000)
    assert claim.pay_by == date(2026, 6, 3)
    assert hana.books(Kind.RECEIVED, 20_000_000).outstanding == 12_500_000
    with pytest.raises(WrongState):
        hana.goes(Stage.PAID, document_no=None)
    assert hana.books(Kind.DELIVERED, 20_000_000).held == 0
    assert hana.books(Kind.DIRECT, 12_500_000) == Balance(32_500_000, 0, 0, 32_500_000)
    assert hana.goes(Stage.PAID, document_no=None).stage is Stage.PAID
    whole = hana.whole()
    assert whole.claimed == 42_500_000
    assert [each.kind for each in whole.entries] == [Kind.AWARD, Kind.RECEIVED, Kind.DELIVERED, Kind.DIRECT]
    assert whole.steps[-1].stage is Stage.PAID
    assert whole.items[0].words == "Upah"


def test_a_mistake_is_taken_back_by_a_counter_entry_once(lpsk_store: Store) -> None:
    hana = Handler.of(lpsk_store, case(lpsk_store))
    hana.loses("harm", 1_000)
    hana.ruled_for_good(harm=1_000)
    hana.books(Kind.RECEIVED, 900)
    wrong = hana.whole().entries[-1]
    assert hana.takes_back(wrong.entry_id).outstanding == 1_000
    with pytest.raises(WrongState):
        hana.takes_back(wrong.entry_id)
    with pytest.raises(NotFound):
        hana.takes_back(hana.whole().entries[0].entry_id)  # the award is a ruling's, not a clerk's
    assert [each.corrected for each in hana.whole().entries] == [False, True, False]


def test_an_appeal_replaces_what_was_granted_before(lpsk_store: Store) -> None:
    hana = Handler.of(lpsk_store, case(lpsk_store))
    hana.loses("harm", 1_000)
    for stage in (Stage.COMPUTED, Stage.HANDED, Stage.DEMANDED):
        hana.goes(stage)
    hana.goes(Stage.RULED, grants={"harm": 1_000}, court="PN-MTR")
    hana.goes(Stage.RULED, grants={"harm": 400})
    hana.goes(Stage.FINAL, document_no=None)
    assert hana.whole().balance == Balance(400, 400, 0, 0)


def test_losses_are_corrected_by_others_and_closed_once_handed(lpsk_store: Store) -> None:
    hana = Handler.of(lpsk_store, case(lpsk_store))
    hana.loses("care", 100)
    (first,) = hana.whole().items
    hana.loses("care", 70, replaces=first.item_id)
    with pytest.raises(NotFound):
        hana.loses("care", 60, replaces=first.item_id)
    assert [each.amount for each in hana.whole().items] == [70]
    hana.loses("care", 0, replaces=hana.whole().items[0].item_id)
    assert hana.whole().items == ()
    with pytest.raises(InputRefused, match="No loss"):
        hana.goes(Stage.COMPUTED)
    hana.loses("care", 5)
    hana.goes(Stage.COMPUTED)
    hana.goes(Stage.HANDED)
    with pytest.raises(WrongState):
        hana.loses("care", 6)


def test_a_child_claims_through_somebody(lpsk_store: Store) -> None:
    of_child = case(lpsk_store, child=True)
    with pytest.raises(InputRefused, match="child"):
        Handler.of(lpsk_store, of_child, "self")
    assert Handler.of(lpsk_store, of_child, "guardian").claim.child


@pytest.mark.parametrize(("day", "late"), [(date(2026, 5, 3), False), (date(2026, 5, 4), True)])
def test_an_application_after_a_final_judgment_is_due_in_ninety_days(
    lpsk_store: Store, day: date, late: bool
) -> None:
    hana = Handler.of(lpsk_store, case(lpsk_store))
    hana.loses("care", 100)
    hana.goes(Stage.COMPUTED, date(2026, 2, 1))
    wish = {"court": "PN-MTR", "known_on": date(2026, 2, 2)}
    if late:
        with pytest.raises(InputRefused, match="90 days"):
            hana.goes(Stage.APPLIED, day, **wish)
    else:
        assert hana.goes(Stage.APPLIED, day, **wish).known_on == date(2026, 2, 2)


def test_an_old_version_changes_nothing(lpsk_store: Store) -> None:
    hana = Handler.of(lpsk_store, case(lpsk_store))
    stale = hana.claim
    hana.loses("care", 100)
    hana.claim = stale
    with pytest.raises(Stale):
        hana.goes(Stage.COMPUTED)


def test_the_database_keeps_no_entry_that_does_not_balance(lpsk_store: Store) -> None:
    hana = Handler.of(lpsk_store, case(lpsk_store))
    entry = {"claim_id": hana.claim.claim_id, "kind": "award", "happened_on": TODAY, "who": "hana", "at": NOW}

    def enter(*amounts: int) -> None:
        with hana.store.begin() as connection:
            number = connection.execute(
                insert(restitution_entries).values(entry).returning(restitution_entries.c.entry_id)
            ).scalar_one()
            for line, amount in enumerate(amounts):
                said = {"entry_id": number, "line": line, "account": "owed", "amount": amount}
                connection.execute(insert(restitution_postings).values(said))

    enter(100, -100)
    for amounts in ((), (100,), (100, -99), (100, -100, 1)):
        with pytest.raises(IntegrityError, match="does not balance"):
            enter(*amounts)


@pytest.mark.parametrize("table", [restitution_entries, restitution_postings, restitution_items])
def test_nothing_booked_is_ever_changed(lpsk_store: Store, table) -> None:  # type: ignore[no-untyped-def]
    hana = Handler.of(lpsk_store, case(lpsk_store))
    hana.loses("care", 100)
    hana.ruled_for_good(care=100)
    with pytest.raises(DBAPIError), lpsk_store.begin() as connection:
        connection.execute(table.delete())


def test_figures_are_by_year_and_court(lpsk_store: Store) -> None:
    for number, granted in ((1, 700), (2, 300)):
        hana = Handler.of(lpsk_store, case(lpsk_store, number))
        hana.loses("care", 1_000)
        hana.ruled_for_good(care=granted)
        hana.books(Kind.DIRECT, 200)
    Handler.of(lpsk_store, case(lpsk_store, 3)).loses("harm", 50)
    with hana.store.begin() as connection:
        found = figures(connection)
    assert [(each.court, each.claims, each.claimed, each.granted, each.received) for each in found] == [
        (None, 1, 50, 0, 0),
        ("PN-MTR", 2, 2_000, 1_000, 400),
    ]
    assert sum(each.outstanding for each in found) == 600


def test_the_list_shows_first_what_is_due_first_and_says_what_is_late(lpsk_store: Store) -> None:
    later, sooner = (Handler.of(lpsk_store, case(lpsk_store, number)) for number in (1, 2))
    for hana, day in ((later, TODAY), (sooner, date(2026, 3, 1))):
        hana.loses("care", 100)
        hana.ruled_for_good(day, care=100)
    with later.store.begin() as connection:
        found = listing(connection)
    assert [claim.claim_id for claim, _ in found] == [sooner.claim.claim_id, later.claim.claim_id]
    assert [claim.overdue(TODAY) for claim, _ in found] == [True, False]


def test_each_act_writes_one_entry_without_values(lpsk_store: Store) -> None:
    hana = Handler.of(lpsk_store, case(lpsk_store))
    with lpsk_store.reading() as connection:
        before = len(connection.execute(select(audit_entries)).all())
    hana.loses("care", 123_456_789)
    hana.goes(Stage.COMPUTED)
    with lpsk_store.reading() as connection:
        rows = connection.execute(select(audit_entries)).all()[before:]
    assert len(rows) == 2
    assert "123456789" not in str(rows)


def test_the_steps_are_those_that_are_declared() -> None:
    assert len({(each.from_, each.to) for each in EDGES}) == len(EDGES)
    ends = {Stage.PAID, Stage.UNPAID, Stage.ENDED}
    assert {stage for stage in Stage if not onward(stage)} == ends
    assert edge(Stage.DRAFT, Stage.PAID) is None


def test_a_proof_must_be_there(lpsk_store: Store) -> None:
    hana = Handler.of(lpsk_store, case(lpsk_store))
    loss = claims.Loss("care", 5, proofs=("l-" + "0" * 32,))
    with pytest.raises(NotFound), hana.store.begin() as connection:
        claims.add(connection, hana.store.keys, HANDLER, hana.claim.claim_id, hana.claim.version, loss, NOW)
