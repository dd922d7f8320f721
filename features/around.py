"""Around: what is odd about the others with whom a person shares a phone, an account, an agency, a clinic …

The person's own values are left out of every average, and what was found in the person's own case is left out
of what was found around, so that a label can never explain itself.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import ibis
from ibis.expr.types import Table

from features import identity, process, recruitment, travel
from features.feature import Family, Feature
from features.people import people
from graphs.network.findings import FOUND, findings
from graphs.network.known import Known
from graphs.network.mentions import WHATS, about_oneself, mentions
from graphs.network.ties import ties
from records.days import instant

OWN: tuple[Family, ...] = (identity.FAMILY, recruitment.FAMILY, process.FAMILY, travel.FAMILY)
AROUND_KINDS: dict[str, tuple[str, str]] = {
    "phone": ("nomor telepon yang sama", "the same phone"),
    "account": ("rekening yang sama", "the same account"),
    "recruiter": ("perekrut yang sama", "the same recruiter"),
    "agency": ("P3MI yang sama", "the same agency"),
    "job_order": ("job order yang sama", "the same job order"),
    "clinic": ("klinik yang sama", "the same clinic"),
}
"""The ties along which oddities are averaged, and how an officer reads them."""

RECENT_DAYS = 90
SPREADING: tuple[Feature, ...] = (
    tuple(feature for family in OWN for feature in family.features if feature.spreads) + travel.LEFT
)


def own(known: Known) -> Table:
    """The own families side by side: person_id and one column a feature, as floating-point numbers."""

    def compute() -> Table:
        rows = people(known).select("person_id")
        for family in OWN:
            part = known.keep(f"family_{family.name}", partial(family.table, known))
            rows = rows.left_join(part, "person_id").drop("person_id_right")
        return rows.mutate(
            **{name: rows[name].cast("float64") for name in rows.columns if name != "person_id"}
        )

    return known.keep("own_features", compute)


def tied_oddities(known: Known) -> Table:
    """Each tie of a person of concern with their own values that spread: since, until, is_recent beside them."""
    tied, values = ties(known), own(known)
    tied = tied.filter(tied.kind.isin(list(AROUND_KINDS))).select(
        "person_id", "kind", "thing", "since", "until"
    )
    names = [feature.name for feature in SPREADING]
    each = tied.inner_join(values.select("person_id", *names), "person_id")
    recent = each.since >= ibis.literal(instant(known.as_of) - timedelta(days=RECENT_DAYS))
    return known.keep("tied_oddities", lambda: each.mutate(is_recent=recent.cast("int")))


def thing_oddities(known: Known) -> Table:
    """Each thing with everyone who is tied to it: n, n_recent, first and last use, and of each value sum and count."""
    each = tied_oddities(known)
    by_thing = each.group_by("kind", "thing").agg(
        n=each.count(),
        n_recent=each.is_recent.sum(),
        first_used=each.since.min(),
        last_used=each.until.max(),
        **{f"{feature.name}_sum": each[feature.name].sum() for feature in SPREADING},
        **{f"{feature.name}_count": each[feature.name].count() for feature in SPREADING},
    )
    return known.keep("thing_oddities", lambda: by_thing)


def _spread(known: Known) -> Table:
    """Per person and kind: how many others, for how long the thing was in use, and the others' mean oddities."""
    each, by_thing = tied_oddities(known), thing_oddities(known)
    names = [feature.name for feature in SPREADING]
    both = each.inner_join(by_thing, ["kind", "thing"])
    means = {
        name: (both[f"{name}_sum"] - both[name].fill_null(0.0)).sum()
        / (both[f"{name}_count"] - both[name].notnull().cast("int")).sum().nullif(0)
        for name in names
    }
    shared = both.n > 1
    used = both.last_used.date().delta(both.first_used.date(), unit="day")
    quiet = ibis.literal(known.as_of).delta(both.last_used.date(), unit="day")
    return both.group_by("person_id", "kind").agg(
        others=(both.n - 1).max(),
        others_recent=(both.n_recent - both.is_recent).max(),
        used_days=used.min(where=shared),
        quiet_days=quiet.max(where=shared),
        **means,
    )


def _same_recruiter(known: Known) -> Table:
    """Per person and kind: the share of the others with the same thing who also have the same recruiter.

    A clinic where one recruiter's people make up most of the clients is not like one that serves the town.
    """
    tied = ties(known).select("person_id", "kind", "thing")
    tied = known.lake.materialise("tied_things", tied.filter(tied.kind.isin(list(AROUND_KINDS))))
    recruited = tied.filter(tied.kind == "recruiter").select("person_id", recruiter="thing")
    other_kinds = tied.filter(tied.kind != "recruiter")
    totals = other_kinds.group_by("kind", "thing").agg(n=other_kinds.count())
    pairs = other_kinds.inner_join(recruited, "person_id")
    together = pairs.group_by("kind", "thing", "recruiter").agg(n_together=pairs.count())
    both = pairs.inner_join(together, ["kind", "thing", "recruiter"]).inner_join(totals, ["kind", "thing"])
    return both.group_by("person_id", "kind").agg(
        others_same_recruiter=((both.n_together - 1) / (both.n - 1).nullif(0)).max()
    )


def _found(known: Known) -> Table:
    """Per person and kind: how many others of other cases were found tppo, non_procedural, cleared."""
    tied, found = ties(known).select("person_id", "kind", "thing"), findings(known)
    cases = found.select("case_id", owner="person_id").distinct()
    found = found.select("case_id", "finding", other="person_id").distinct()
    around = tied.filter(tied.kind.isin(list(AROUND_KINDS)))
    theirs = found.inner_join(
        around.rename(other="person_id", their_kind="kind", their_thing="thing"), "other"
    )
    pairs = around.inner_join(
        theirs, (around.kind == theirs.their_kind) & (around.thing == theirs.their_thing)
    )
    pairs = pairs.filter(pairs.person_id != pairs.other)
    own_case = pairs.left_join(cases, (pairs.person_id == cases.owner) & (pairs.case_id == cases.case_id))
    foreign = own_case.filter(own_case.owner.isnull())
    each = foreign.select("person_id", "kind", "other", "finding").distinct()
    return each.group_by("person_id", "kind").agg(
        **{f"found_{finding}": (each.finding == finding).cast("int").sum() for finding in FOUND}
    )


def _named(known: Known) -> Table:
    """Per person and kind: how many reports name a thing of theirs, by what kind of report."""
    tied, named = ties(known).select("person_id", "kind", "thing"), mentions(known)
    pairs = tied.inner_join(named, ["kind", "thing"])
    foreign = pairs.anti_join(about_oneself(known), ["person_id", "entity_key", "feed"])
    return foreign.group_by("person_id", "kind").agg(
        **{f"named_{what}": (foreign.what == what).cast("int").sum() for what in WHATS}
    )


def table(known: Known) -> Table:
    """One row a person and kind of tie: others, others_recent, the others' means, found_*, named_*."""
    rows = known.lake.materialise("around_spread", _spread(known))
    parts = (("together", _same_recruiter), ("found", _found), ("named", _named))
    for name, part in ((f"around_{name}", part(known)) for name, part in parts):
        rows = rows.left_join(known.lake.materialise(name, part), ["person_id", "kind"]).drop(
            "person_id_right", "kind_right"
        )
    counts = [f"found_{finding}" for finding in FOUND] + [f"named_{what}" for what in WHATS]
    rows = rows.mutate(**{name: rows[name].fill_null(0) for name in counts})
    values = [name for name in rows.columns if name not in ("person_id", "kind")]
    return rows.mutate(**{name: rows[name].cast("float64") for name in values})
