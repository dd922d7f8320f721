"""Recruiters who are *terindikasi*: who was found, who speaks of them, how their people stand.

Like agencies they are compared with each other, for their size; the weights are declared, because no feed tells
what became of recruiters. To be known to many is no sign by itself: village officers and hotlines are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from detection.networks import FROM_TIPS, Network
from detection.suspicion.expiry import expires_after
from graphs.network.findings import findings
from graphs.network.known import Known
from graphs.network.mentions import told_mentions
from graphs.network.ties import recruitment_sightings

LEAST_PEOPLE = 3
"""Who brought fewer people is no piece of work apart from theirs."""

USUAL = -3.0
"""Log-odds of a recruiter about whom nothing stands out: about 5 in 100."""

LEAST_CHANCE = 0.1
"""A recruiter of lower chance is not worth anybody's reading: nearly nothing speaks for it."""

DRAWN = 10.0
"""So many usual people are thought of beside a recruiter's own."""

RECRUITMENT = ("registrations", "recruiter_links")
"""The feeds whose rows stand behind an alert: who reported, and who was found, is not told through them."""


@dataclass(frozen=True)
class Sign:
    """A column of ``recruiter_signs``: the log-odds that one unit of its logarithm adds, and how it is told.

    ``none_id`` and ``none_en`` say that there is nothing of it, which speaks against the alert.
    """

    column: str
    weight: float
    id: str
    en: str
    none_id: str
    none_en: str

    def adds(self, value: pd.Series) -> pd.Series:
        """What it adds for these values: a ratio to the usual, or a count."""
        size: pd.Series = np.log(value) if self.column == "times_usual" else np.log1p(value)
        return size * self.weight


SIGNS: tuple[Sign, ...] = (
    Sign(
        "times_usual",
        1.0,
        "orang yang dibawanya rata-rata {n} kali lebih terindikasi TPPO dari lazimnya",
        "the people they brought are on average {n} times likelier victims than usual",
        "orang yang dibawanya tidak lebih terindikasi dari lazimnya",
        "the people they brought are no likelier victims than usual",
    ),
    Sign(
        "found",
        1.2,
        "orang yang dibawanya dan telah dinyatakan korban TPPO: {n}",
        "people they brought who were found victims of trafficking: {n}",
        "belum ada orang yang dibawanya dinyatakan korban",
        "nobody they brought was found a victim",
    ),
    Sign(
        "suspected",
        2.0,
        "temuan instansi yang menyebutnya tersangka: {n}",
        "findings of agencies that name them a suspect: {n}",
        "belum ada temuan tentang dirinya",
        "there is no finding about them",
    ),
    Sign(
        "named",
        0.7,
        "laporan yang menyebutnya: {n}",
        "reports that name them: {n}",
        "tidak ada laporan yang menyebutnya",
        "no report names them",
    ),
)


@dataclass(frozen=True)
class Reason:
    """One sentence for or against, in both languages, and what it adds to the log-odds."""

    sign: str
    id: str
    en: str
    adds: float


@dataclass(frozen=True)
class Recruiter:
    """A recruiter as ranked; ``refs`` are feed:key of the registrations and links that show them with people."""

    recruiter_id: str
    rank: int
    probability: float
    people: int
    refs: tuple[str, ...]
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]

    def statement(self) -> dict[str, object]:
        """What is frozen with the alert, ready for JSON."""
        return {
            "people": self.people,
            "log_odds": {"usual": USUAL},
            "reasons": [asdict(each) for each in self.reasons],
            "against": [asdict(each) for each in self.against],
        }


def rank_recruiters(
    known: Known,
    probabilities: pd.Series,
    networks: Sequence[Network] = (),
    silent: Collection[str] = (),
    top: int | None = None,
) -> list[Recruiter]:
    """The ``top`` recruiters most in need of a look on the day, worst first; equals by their ids.

    ``probabilities`` is p_tppo by person id of everybody known. Left out are those of ``networks``, who are
    looked at with them, ``silent``, and those whom ``known`` leaves unsaid: never suspects, or cleared.
    """
    seen = _brought(known)
    if seen.empty:
        return []
    signs = recruiter_signs(known, seen, probabilities)
    inside = {each for network in networks for each in network.recruiters}
    unsaid = {key for kind, key in known.unsaid if kind == "recruiter"}
    signs = signs[~signs.index.isin(inside | unsaid | set(silent))]
    if signs.empty:
        return []
    adds = pd.DataFrame({sign.column: sign.adds(signs[sign.column]) for sign in SIGNS})
    chance = (1 / (1 + np.exp(-(USUAL + adds.sum(axis=1))))).rename("probability")
    worst = chance[chance >= LEAST_CHANCE].sort_index().sort_values(ascending=False, kind="stable").head(top)
    refs = _refs(known, seen)
    ranked = []
    for rank, (recruiter, probability) in enumerate(worst.items(), start=1):
        told = [_reason(sign, signs.loc[recruiter], adds.loc[recruiter]) for sign in SIGNS]
        ranked.append(
            Recruiter(
                str(recruiter),
                rank,
                float(probability),
                round(signs.loc[recruiter].to_dict()["people"]),
                refs.get(str(recruiter), ()),
                tuple(sorted((each for each in told if each.adds > 0), key=lambda each: -each.adds)),
                tuple(each for each in told if each.adds <= 0),
            )
        )
    return ranked


def _reason(sign: Sign, values: pd.Series, adds: pd.Series) -> Reason:
    added = round(float(adds[sign.column]), 9) + 0.0
    if added <= 0:
        return Reason(sign.column, sign.none_id, sign.none_en, added)
    value = float(values[sign.column])
    n = f"{value:.1f}" if sign.column == "times_usual" else f"{value:.0f}"
    return Reason(sign.column, sign.id.format(n=n.replace(".", ",")), sign.en.format(n=n), added)


def _brought(known: Known) -> pd.DataFrame:
    """recruiter_id, person_id, feed, entity_key: who was seen with whom on their way."""
    seen = recruitment_sightings(known)
    seen = seen.filter((seen.kind == "recruiter") & seen.feed.isin(RECRUITMENT))
    seen = seen.select("person_id", "feed", "entity_key", recruiter_id=seen.thing)
    found: pd.DataFrame = seen.distinct().execute()
    return found


def _refs(known: Known, seen: pd.DataFrame) -> Mapping[str, tuple[str, ...]]:
    """The rows that show each recruiter; a link that rests on a tip would tell of whoever gave it."""
    links = known.feed("recruiter_links")
    from_tips = set(links.filter(links.channel.isin(list(FROM_TIPS))).entity_key.execute())
    rows = seen[(seen["feed"] != "recruiter_links") | ~seen["entity_key"].isin(from_tips)]
    refs = (rows["feed"] + ":" + rows["entity_key"]).groupby(rows["recruiter_id"])
    return {str(recruiter): tuple(sorted(set(own))) for recruiter, own in refs}


def recruiter_signs(known: Known, seen: pd.DataFrame, probabilities: pd.Series) -> pd.DataFrame:
    """One row a recruiter with at least ``LEAST_PEOPLE`` people (index recruiter_id): ``people``, and each sign."""
    pairs = seen[["recruiter_id", "person_id"]].drop_duplicates()
    people = pairs["recruiter_id"].value_counts()
    people = people[people >= LEAST_PEOPLE].sort_index()
    pairs = pairs[pairs["recruiter_id"].isin(people.index)]
    signs = pd.DataFrame({"people": people})
    usual = max(float(probabilities.mean()), 1e-9)
    chances = pairs["person_id"].map(probabilities).astype("float64")  # nobody at all has no type
    total = chances.fillna(usual).groupby(pairs["recruiter_id"]).sum()
    signs["times_usual"] = (total / usual + DRAWN) / (people + DRAWN)
    found = findings(known)
    victims = set(found.filter(found.finding == "tppo").person_id.execute())
    signs["found"] = pairs["person_id"].isin(victims).groupby(pairs["recruiter_id"]).sum()
    for column, whats in (("suspected", ["finding"]), ("named", ["tip", "complaint", "interception"])):
        named = told_mentions(known, expires_after(known.as_of))
        named = named.filter((named.kind == "recruiter") & named.what.isin(whats))
        reports = named.select("thing", "feed", "entity_key").distinct().execute()
        signs[column] = reports["thing"].value_counts()
    return signs.astype("float64").fillna(0.0)
