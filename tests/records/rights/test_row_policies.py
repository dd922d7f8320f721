"""Row-level security: forced on every table, nothing without a context, no context left on a connection."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from peopled import Peopled, people
from sqlalchemy import Connection, NullPool, create_engine, func, select, text

from records.drift import drift
from records.rights.context import Context, job
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import alerts, identities, metadata, person_areas, source_rows

OFFICER = Context("a-officer", Role.SATGAS, Purpose.PREVENTION, ("5203",))
PLANTED = (
    ("ALTER TABLE alerts NO FORCE ROW LEVEL SECURITY", "alerts"),
    ("ALTER TABLE alerts DISABLE ROW LEVEL SECURITY", "alerts"),
    ("CREATE POLICY planted ON alerts USING (true)", "planted"),
    ("DROP POLICY protected ON source_rows", "protected"),
    ("ALTER POLICY officers_read ON alerts USING (true)", "officers_read"),
    ("ALTER POLICY officers_read ON alerts TO suluh_app", "officers_read"),
    ("CREATE VIEW planted AS SELECT * FROM alerts", "planted"),
    (
        "CREATE FUNCTION planted() RETURNS bigint LANGUAGE sql SECURITY DEFINER "
        "RETURN (SELECT count(*) FROM alerts)",
        "planted",
    ),
)
SWAPS = 2_000


@pytest.fixture
def owner(settings: Settings) -> Iterator[Connection]:
    assert settings.database_owner_url
    engine = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


@pytest.mark.parametrize(("planted", "told"), PLANTED)
def test_a_planted_hole_is_told(owner: Connection, planted: str, told: str) -> None:
    owner.execute(text(planted))
    differences = drift(owner)
    assert any(told in difference for difference in differences), differences


def test_the_applications_role_owns_nothing_and_passes_no_policy_by(owner: Connection) -> None:
    role = owner.execute(
        text(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'suluh_app'"
        )
    ).one()
    assert tuple(role) == (False, False, False, False)
    owned = text(
        "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = 'suluh_app')"
    )
    assert owner.scalar(owned) == 0


@pytest.fixture
def peopled(store: Store) -> Peopled:
    return people(store)


def test_without_a_context_no_table_shows_a_row(store: Store, peopled: Peopled) -> None:
    assert peopled.own.alert_id > 0
    nobody = replace(store, context=None)
    with nobody.reading() as connection:
        seen = {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in metadata.sorted_tables
        }
    assert {name: count for name, count in seen.items() if count} == {}


def test_a_context_without_areas_sees_no_person(store: Store, peopled: Peopled) -> None:
    assert peopled.own.alert_id > 0
    with store.acting(replace(OFFICER, areas=())).reading() as connection:
        for table in (alerts, source_rows, identities, person_areas):
            assert connection.scalar(select(func.count()).select_from(table)) == 0, table.name


@pytest.mark.parametrize(
    ("areas", "seen"),
    [
        (("5203",), {"own"}),
        (("52",), {"own", "neighbour"}),
        (("33",), {"elsewhere"}),
        (("5203", "33"), {"own", "elsewhere"}),
        (("",), {"own", "neighbour", "elsewhere"}),
        (("9",), set()),
    ],
)
def test_an_officer_sees_the_people_of_their_areas(
    store: Store, peopled: Peopled, areas: tuple[str, ...], seen: set[str]
) -> None:
    with store.acting(replace(OFFICER, areas=areas)).reading() as connection:
        found = set(connection.scalars(select(alerts.c.subject).where(alerts.c.kind == "person")))
        rows = set(
            connection.scalars(select(source_rows.c.entity_key).where(source_rows.c.feed == "registrations"))
        )
    assert found == {getattr(peopled, name).person_id for name in seen}
    assert rows == {getattr(peopled, name).entity_key for name in seen}


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.SYSTEM, Role.OPERATOR}])
def test_a_checkpoint_or_passport_counter_sees_no_one_whatever_role_it_holds(
    store: Store, peopled: Peopled, role: Role
) -> None:
    assert peopled.own.alert_id > 0
    for body in ("checkpoint:soekarno-hatta", "passport:kanim-mataram"):
        context = Context("a-counter", role, Purpose.PREVENTION, ("",), body, "LTSA-01")
        with store.acting(context).reading() as connection:
            for table in (alerts, source_rows, identities):
                assert connection.scalar(select(func.count()).select_from(table)) == 0, table.name


def test_contexts_swapped_on_pooled_connections_never_mix(store: Store, peopled: Peopled) -> None:
    """Each of many threads takes whatever connection the pool gives, as another officer each time."""
    areas = {"5203": peopled.own, "5204": peopled.neighbour, "3315": peopled.elsewhere}
    wanted = select(alerts.c.subject).where(alerts.c.kind == "person")

    def visit(number: int) -> int:
        area = random.Random(number).choice(sorted(areas))  # noqa: S311  (a draw of the test)
        acting = store.acting(replace(OFFICER, who=f"a-{number % 97}", areas=(area,)))
        with acting.begin() as connection:
            seen = list(connection.scalars(wanted))
        return sum(subject != areas[area].person_id for subject in seen) + (not seen)

    with ThreadPoolExecutor(8) as threads:
        wrong = sum(threads.map(visit, range(SWAPS)))
    assert wrong == 0
    with replace(store, context=None).begin() as connection:
        assert connection.scalar(text("SELECT suluh_who()")) is None


def test_a_context_that_outlives_its_transaction_would_be_seen(store: Store, peopled: Peopled) -> None:
    """The planted fault of the test above: a context set for the session instead of the transaction."""
    lone = replace(store, engine=create_engine(store.engine.url, pool_size=1, max_overflow=0), context=None)
    with lone.begin() as connection:
        for name, value in (("who", "a-x"), ("areas", "*"), ("role", "satgas")):
            connection.execute(select(func.set_config(f"suluh.{name}", value, False)))
    with lone.begin() as connection:
        leaked = set(connection.scalars(select(alerts.c.subject)))
    assert peopled.elsewhere.person_id in leaked
    lone.engine.dispose()


def test_the_programs_own_jobs_see_everyone(store: Store, peopled: Peopled) -> None:
    with store.acting(job()).reading() as connection:
        found = set(connection.scalars(select(alerts.c.subject).where(alerts.c.kind == "person")))
    assert found == {each.person_id for each in peopled.everyone}
