"""Never a suspect: who was found a victim, or is presumed one, is never told of as a recruiter.

Rings make their victims recruit, and a victim's own number stands on many a form. So where a recruiter can be one
of these people by NIK, by a case, by an own phone or by a name in one place, nothing is said of the recruiter: not
of the phone or account that is theirs alone, and not of the rows that mention them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import ibis
import pandas as pd
import pyarrow as pa
from ibis.expr.types import Table

from graphs.linkage.mentioned import mention_tables
from graphs.network.findings import findings
from graphs.network.known import Known

OWN_NAME = 0.4
"""A name that makes up less than this share of a recruiter's named mentions was once written by mistake."""

OWN_FACTS: dict[str, dict[str, str]] = {
    "registrations": {"nik": "nik", "name": "full_name", "phone": "phone", "place": "village_code"},
    "passports": {
        "nik": "nik",
        "name": "full_name",
        "phone": "applicant_phone",
        "place": "issuing_regency_code",
    },
    "departures": {"name": "full_name"},
    "interceptions": {"nik": "nik", "name": "full_name"},
    "complaints": {"nik": "worker_nik", "name": "worker_name"},
    "case_outcomes": {"nik": "nik", "name": "full_name", "phone": "phone"},
    "returns": {"name": "full_name"},
}
"""What each feed tells of the person whom its row is about, by the kind of the fact."""

REPORTS = ("complaints", "tips", "interceptions")
LENT_TO = 2
"""A number that so many people gave as their own is one that was lent to them; its bearer is told by the name."""


FORCED = "forced_crime"
"""Words of a narrative (``records.facts.SIGNS``) that presume a victim: who was forced to commit crimes."""


@dataclass(frozen=True)
class Silence:
    """Of whom and of what nothing is said, as known on the day.

    ``persons`` are never suspects (linkage's names of the day); ``recruiters`` are the recruiter ids that may be
    one of them. ``things`` are (kind, key) of all that would lead there: the recruiters, phones and accounts of
    theirs alone, and ``("row", "feed:entity_key")`` of the rows that mention them. ``mentioned`` pairs a person
    with such a row, where it is known which of them the recruiter may be.
    """

    persons: frozenset[str] = frozenset()
    recruiters: frozenset[str] = frozenset()
    things: frozenset[tuple[str, str]] = frozenset()
    mentioned: frozenset[tuple[str, str]] = frozenset()


def silence(known: Known, guarded: Collection[str] = (), assessed: Collection[str] = ()) -> Silence:
    """Of whom and of what nothing may be said.

    A recruiter may be somebody who was found a victim, who is presumed one, or one of ``guarded``, the rows
    (``feed:entity_key``) of other people whose identity is guarded; or all that is known of them is a reporter's or
    a traveller's own number. ``assessed`` are rows of people of whom somebody competent has said that they are no
    victims: the presumption does not hold for them, a finding does.
    """
    facts, said = _facts(known), _mentions(known)
    persons = never_suspects(known, guarded, assessed)
    reporting = set(known.persons.loc[known.persons["feed"].isin(REPORTS), "person_id"])
    of_reports = said.groupby("recruiter_id")["feed"].agg(lambda feeds: set(feeds) <= set(REPORTS))
    reported = said[said["recruiter_id"].map(of_reports)]
    theirs = facts[facts["person_id"].isin(reporting) & (facts["kind"] == "phone")]
    only_report = set(reported.loc[reported["phone"].isin(set(theirs["value"])), "recruiter_id"])
    pairs = _may_be(persons, facts, said, known)
    recruiters = only_report | {recruiter for recruiter, _ in pairs}
    things = {("recruiter", each) for each in recruiters} | _theirs_alone(persons, facts, said, recruiters)
    rows = said["feed"] + ":" + said["key"]
    things |= {("row", ref) for ref in rows[said["recruiter_id"].isin(recruiters)]}
    of_recruiter = rows.groupby(said["recruiter_id"]).agg(set)
    mentioned = {(person, ref) for recruiter, person in pairs for ref in of_recruiter[recruiter]}
    return Silence(frozenset(persons), frozenset(recruiters), frozenset(things), frozenset(mentioned))


def alone_of(known: Known, recruiters: set[str]) -> set[tuple[str, str]]:
    """The recruiters, and the phones and accounts that nobody but they is known by."""
    return {("recruiter", each) for each in recruiters} | _known_by(_mentions(known), recruiters)


def never_suspects(known: Known, guarded: Collection[str] = (), assessed: Collection[str] = ()) -> set[str]:
    """The people who were found victims, those presumed so, and those whose identity is guarded."""
    found = findings(known)
    victims = set(found.filter(found.finding == "tppo").person_id.execute())
    said = known.about("complaints")
    forced = set(said.filter(said.narrative_signs.contains(FORCED)).person_id.execute())
    return victims | (forced - _of_rows(known, assessed)) | _of_rows(known, guarded)


def _of_rows(known: Known, refs: Collection[str]) -> set[str]:
    rows = known.persons["feed"] + ":" + known.persons["key"]
    return set(known.persons.loc[rows.isin(set(refs)), "person_id"])


def _theirs_alone(
    persons: set[str], facts: pd.DataFrame, said: pd.DataFrame, recruiters: set[str]
) -> set[tuple[str, str]]:
    """Their own phones that nobody else bears, and phones and accounts that only these recruiters are known by."""
    phones = facts[facts["kind"] == "phone"]
    alone = phones.groupby("value")["person_id"].agg(lambda bearers: set(bearers) <= persons)
    lent = phones.groupby("value")["person_id"].nunique() >= LENT_TO
    return {("phone", str(each)) for each in alone[alone & ~lent].index} | _known_by(said, recruiters)


def _known_by(said: pd.DataFrame, recruiters: set[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for kind in ("phone", "account"):
        known_by = said.dropna(subset=kind).groupby(kind)["recruiter_id"].agg(set)
        found |= {(kind, str(each)) for each, whose in known_by.items() if whose <= recruiters}
    return found


def _may_be(persons: set[str], facts: pd.DataFrame, said: pd.DataFrame, known: Known) -> set[tuple[str, str]]:
    """Pairs of a recruiter and the person that it may be."""
    own = facts[facts["person_id"].isin(persons)]
    niks = own.loc[own["kind"] == "nik", ["person_id", "value"]].drop_duplicates()
    by_nik = said.dropna(subset="nik").merge(niks, left_on="nik", right_on="value")
    cases = known.persons[
        (known.persons["feed"] == "case_outcomes") & known.persons["person_id"].isin(persons)
    ]
    by_case = said[said["feed"] == "case_outcomes"].merge(cases[["key", "person_id"]], on="key")
    both = pd.concat([by_nik, by_case])[["recruiter_id", "person_id"]]
    sure = set(both.itertuples(index=False, name=None))
    return sure | _by_phone(own, facts, said) | _by_name(own, said)


def _by_phone(own: pd.DataFrame, facts: pd.DataFrame, said: pd.DataFrame) -> set[tuple[str, str]]:
    """Those whose number is a guarded person's, unless it was lent and they go by another name."""
    phones = facts[facts["kind"] == "phone"]
    bearers = phones.groupby("value")["person_id"].nunique()
    numbers = own.loc[own["kind"] == "phone", ["person_id", "value"]].rename(columns={"value": "phone"})
    pairs = said[["recruiter_id", "phone"]].drop_duplicates().merge(numbers.drop_duplicates(), on="phone")
    alone = pairs["phone"].map(bearers) < LENT_TO
    called, named = _names(said), own[own["kind"] == "name"].groupby("person_id")["value"].agg(set)
    same = [
        not called.get(recruiter) or bool(called[recruiter] & named.get(person, set()))
        for recruiter, person in zip(pairs["recruiter_id"], pairs["person_id"], strict=True)
    ]
    kept = pairs[alone | pd.Series(same, index=pairs.index, dtype=bool)]
    return set(zip(kept["recruiter_id"], kept["person_id"], strict=True))


def _by_name(own: pd.DataFrame, said: pd.DataFrame) -> set[tuple[str, str]]:
    """Those with a guarded person's name in the person's regency; elsewhere, where no place or no NIK parts them."""
    names = own.loc[own["kind"] == "name", ["person_id", "value"]].drop_duplicates()
    named = said.dropna(subset="name").groupby(["recruiter_id", "name"]).size().rename("count").reset_index()
    share = named["count"] / named.groupby("recruiter_id")["count"].transform("sum")
    pairs = named[share >= OWN_NAME].merge(names, left_on="name", right_on="value")
    places = said.dropna(subset="regency_code").groupby("recruiter_id")["regency_code"].agg(set)
    homes = own[own["kind"] == "place"].groupby("person_id")["value"].agg(set)
    niks = said.dropna(subset="nik").groupby("recruiter_id")["nik"].agg(set)
    own_niks = own[own["kind"] == "nik"].groupby("person_id")["value"].agg(set)

    def parted(recruiter: str, person: str) -> bool:
        one, other = niks.get(recruiter, set()), own_niks.get(person, set())
        if one and other:
            return not one & other
        here, home = places.get(recruiter, set()), homes.get(person, set())
        return bool(here and home and not here & home)

    kept = zip(pairs["recruiter_id"], pairs["person_id"], strict=True)
    return {(recruiter, person) for recruiter, person in kept if not parted(recruiter, person)}


def _names(said: pd.DataFrame) -> dict[str, set[str]]:
    named = said.dropna(subset="name").groupby("recruiter_id")["name"].agg(set)
    return {str(recruiter): names for recruiter, names in named.items()}


def _facts(known: Known) -> pd.DataFrame:
    """person_id, kind, value: what rows tell of the people whom they are about, as tokens."""
    parts = []
    for feed, columns in OWN_FACTS.items():
        rows = known.about(feed)
        if feed == "case_outcomes":
            rows = rows.filter(rows.finding != "tppo_suspect")
        for kind, column in columns.items():
            value = rows[column].left(4) if kind == "place" else rows[column]
            parts.append(rows.select("person_id", kind=ibis.literal(kind), value=value))
    every = ibis.union(*parts)
    found: pd.DataFrame = every.filter(every.value.notnull()).distinct().execute()
    return found


def _mentions(known: Known) -> pd.DataFrame:
    """recruiter_id, feed, key, name, phone, account, regency_code, nik of every mention of a recruiter."""
    links = known.feed("recruiter_links")
    niks = links.select(feed=ibis.literal("recruiter_links"), key=links.entity_key, nik=links.recruiter_nik)
    columns = ("feed", "key", "name", "phone", "account", "regency_code")
    told = pd.concat([_plain(table, *columns) for table in mention_tables(known.lake, known.as_of)])
    told = told.merge(known.recruiters, on=["feed", "key"])
    return told.merge(_plain(niks, "feed", "key", "nik"), on=["feed", "key"], how="left")


def _plain(table: Table, *columns: str) -> pd.DataFrame:
    rows: pa.Table = table.select(*columns).to_pyarrow()
    found: pd.DataFrame = rows.to_pandas()
    return found.astype(object)
