"""Rings, honest hubs and labels: what is true in a world, and how little of it the feeds say outright."""

import pandas as pd

from records import normal
from sources.simulator.modi import MODI
from sources.simulator.rates import COMPLAINTS_BY_STATUS, DESTINATIONS, RATES, SEX
from sources.simulator.spec import Spec
from sources.simulator.world import World, simulate


def owners(world: World, feed: str) -> pd.Series:
    records = world.truth["records"]
    return records[records["feed"] == feed].set_index("key")["person_id"]


def phones_given(world: World) -> pd.DataFrame:
    """Which person gave which phone as the own one, at registration or for a passport."""
    registered, issued = world.feeds["registrations"], world.feeds["passports"]
    given = pd.concat(
        [
            pd.DataFrame(
                {
                    "person": registered["registration_id"].map(owners(world, "registrations")),
                    "phone": registered["phone"],
                }
            ),
            pd.DataFrame(
                {
                    "person": issued["passport_no"].map(owners(world, "passports")),
                    "phone": issued["applicant_phone"],
                }
            ),
        ]
    )
    given["phone"] = [normal.phone(phone) for phone in given["phone"]]
    people = world.truth["people"].set_index("person_id")
    return given.dropna().drop_duplicates().join(people["tppo"], on="person")


def test_every_ring_has_members_recruits_and_the_licences_it_used(world: World) -> None:
    rings, recruiters, people = (world.truth[name] for name in ("rings", "recruiters", "people"))
    known = set(rings["ring_id"])
    assert set(recruiters["ring_id"]) - {""} == known
    assert set(people["ring_id"]) - {""} <= known
    assert set(rings["license_no"]) - {""} <= set(world.feeds["agencies"]["license_no"])
    assert set(rings["modus"]) <= {modus.name for modus in MODI}
    assert len(set(rings["modus"])) >= 5
    in_ring = people[people["ring_id"] != ""]
    assert (in_ring["non_procedural"] == "1").all()
    assert 0.3 < (in_ring["tppo"] == "1").mean() < 0.75
    brought = in_ring.merge(recruiters, on="recruiter_id", suffixes=("", "_of_recruiter"))
    assert (brought["ring_id"] == brought["ring_id_of_recruiter"]).all()


def test_members_of_rings_change_their_phones_more_often_than_honest_recruiters(world: World) -> None:
    recruiters = world.truth["recruiters"]
    phones = recruiters["phones"].str.count(";") + 1
    assert phones[recruiters["ring_id"] != ""].mean() > 2 * phones[recruiters["ring_id"] == ""].mean()


def test_every_record_and_link_of_the_truth_stands_in_a_feed(world: World) -> None:
    keys = {
        "registrations": world.feeds["registrations"]["registration_id"],
        "passports": world.feeds["passports"]["passport_no"],
        "departures": world.feeds["departures"]["departure_id"],
        "case_outcomes": world.feeds["case_outcomes"]["case_id"]
        + "/"
        + world.feeds["case_outcomes"]["person_seq"],
    }
    for feed, key in keys.items():
        told = owners(world, feed)
        assert told.index.is_unique
        assert set(told.index) <= set(key)
    assert set(owners(world, "registrations").index) == set(keys["registrations"])
    assert set(world.truth["links"]["link_id"]) == set(world.feeds["recruiter_links"]["link_id"])
    assert set(world.truth["records"]["person_id"]) == set(world.truth["people"]["person_id"])


def test_the_busiest_phones_are_honest_and_the_number_of_clients_is_no_sign(world: World) -> None:
    given = phones_given(world)
    clients = given.groupby("phone").agg(
        people=("person", "nunique"), exploited=("tppo", lambda t: (t == "1").mean())
    )
    busiest = clients.nlargest(10, "people")
    base = (world.truth["people"]["tppo"] == "1").mean()
    assert busiest["people"].max() > 60
    assert busiest["people"].min() > 12
    assert (busiest["exploited"] < 0.15).all()
    assert busiest["exploited"].mean() < 1.5 * base
    ring_phones = {
        normal.phone(phone)
        for phones in world.truth["recruiters"].query("ring_id != ''")["phones"]
        for phone in phones.split(";")
    }
    assert not ring_phones & set(busiest.index)
    few = clients[clients["people"].between(2, 5)]
    assert few["exploited"].mean() > busiest["exploited"].mean()


def test_findings_are_few_late_and_sometimes_wrong_or_taken_back(world: World) -> None:
    outcomes = world.feeds["case_outcomes"].copy()
    outcomes["key"] = outcomes["case_id"] + "/" + outcomes["person_seq"]
    found = outcomes.merge(world.truth["records"].query("feed == 'case_outcomes'"), on="key")
    found = found.merge(world.truth["people"], on="person_id")
    victims = set(found.loc[found["finding"] == "tppo_victim", "person_id"])
    exploited = set(world.truth["people"].query("tppo == '1'")["person_id"])
    assert 0.05 < len(victims & exploited) / len(exploited) < 0.5
    assert {"cleared", "withdrawn", "tppo_suspect"} <= set(outcomes["finding"])
    assert (found.loc[found["finding"] == "cleared", "tppo"] == "0").all()
    assert set(found.loc[found["finding"] == "non_procedural", "tppo"]) == {"0", "1"}
    late = pd.to_datetime(found["recorded_at"], utc=True) - pd.to_datetime(found["first_at"], utc=True)
    assert late.dt.days.median() > 45


def test_officers_mostly_defer_people_who_do_nothing_wrong_and_more_often_women(world: World) -> None:
    stopped = world.feeds["interceptions"].copy()
    stopped["person_id"] = stopped["interception_id"].map(owners(world, "interceptions"))
    deferred = stopped[stopped["outcome"] == "deferred"].merge(world.truth["people"], on="person_id")
    assert (deferred["non_procedural"] == "0").mean() > 0.5
    assert (deferred["sex"] == "P").mean() > 0.6


def test_raised_ages_are_children_in_truth_and_adults_on_paper(world: World) -> None:
    people = world.truth["people"]
    children = people[(people["minor"] == "1") & (people["ring_id"] != "")]
    assert len(children) > 0
    assert (children["tppo"] == "1").all()
    registered = world.feeds["registrations"].copy()
    registered["person_id"] = registered["registration_id"].map(owners(world, "registrations"))
    both = registered.merge(children, on="person_id", suffixes=("", "_true"))
    older = both["birth_date"] < both["birth_date_true"]
    assert older.mean() > 0.5
    assert (people.query("minor == '1' and ring_id == ''")["tppo"] == "0").all()


def test_tips_and_complaints_blame_honest_recruiters_too(world: World) -> None:
    recruiters = world.truth["recruiters"]
    ring_phones = {
        normal.phone(p) for phones in recruiters.query("ring_id != ''")["phones"] for p in phones.split(";")
    }
    mentioned = [normal.phone(phone) for phone in world.feeds["tips"]["mentioned_phone"] if phone]
    of_rings = sum(phone in ring_phones for phone in mentioned)
    assert 0 < of_rings < len(mentioned)
    assert world.feeds["tips"]["reporter_id"].duplicated().any()


def test_rates_come_near_the_published_ones() -> None:
    world = simulate(Spec(people=6000, weeks=52, seed=5))
    people = world.truth["people"]
    workers = people[people["kind"] == "worker"]
    women = SEX.values["P"] / sum(SEX.values.values())
    assert abs((workers["sex"] == "P").mean() - women) < 0.04
    destinations = pd.Series(DESTINATIONS.values)
    placed = workers["country"].value_counts(normalize=True).reindex(destinations.index).fillna(0)
    assert (placed - destinations / destinations.sum()).abs().max() < 0.03
    complained = world.feeds["complaints"]["complaint_id"].map(owners(world, "complaints"))
    irregular = people.set_index("person_id")["non_procedural"].reindex(complained) == "1"
    published = COMPLAINTS_BY_STATUS.values["non_procedural"] / sum(COMPLAINTS_BY_STATUS.values.values())
    assert abs(irregular.mean() - published) < 0.2


def test_every_rate_names_its_period_and_source() -> None:
    assert all(rate.what and rate.period and rate.values and "." in rate.source for rate in RATES)
