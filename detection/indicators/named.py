"""Named: recruiters of whom findings and complaints of other people speak."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from detection.indicators.brokers import TIES, brought
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from detection.suspicion.expiry import expires_after
from graphs.network.findings import findings
from graphs.network.known import Known
from graphs.network.mentions import told_mentions

COMPLAINTS = 3


def recruiter_reported(known: Known) -> Table:
    """Brought by someone whom a finding names as suspect, or of whom three different workers have complained.

    Names alone never count; a finding that was withdrawn, and the person's own complaint, do not either.
    """
    said = told_mentions(known, expires_after(known.as_of)).filter(
        ibis._.what.isin(["finding", "complaint"]) & (ibis._.kind != "agency")
    )
    complained = known.about("complaints").select("entity_key", teller="person_id")
    said = (
        said.filter(said.what == "finding")
        .select("what", "kind", "thing", teller="entity_key")
        .union(
            said.filter(said.what == "complaint")
            .left_join(complained, "entity_key")
            .select("what", "kind", "thing", teller=ibis.coalesce(ibis._.teller, ibis._.entity_key))
        )
    )
    both = brought(known).inner_join(said.distinct(), ["kind", "thing"])
    both = both.filter(both.teller != both.person_id)
    tellers = both.group_by("person_id", "what").agg(tellers=both.teller.nunique())
    enough = tellers.filter((tellers.what == "finding") | (tellers.tellers >= COMPLAINTS))
    rows = both.inner_join(enough, ["person_id", "what"])
    return evidence(rows, None, "what", "tellers")


def near_a_case(known: Known) -> Table:
    """Brought by the same recruiter, phone or account as someone found to be a victim in another case, or by
    one that was seen with such a recruiter.

    Victims' own phones, agencies, clinics and desks connect nobody.
    """
    rows = brought(known)
    found = findings(known).filter(ibis._.finding == "tppo").select("person_id", "case_id").distinct()
    cases = rows.inner_join(found, "person_id").select("kind", "thing", "case_id")
    suspects = told_mentions(known).filter(ibis._.what == "finding")
    cases = cases.union(suspects.select("kind", "thing", case_id="entity_key")).distinct()
    links = known.feed("recruiter_links").filter(ibis._.subject_type == "recruiter_phone")
    pairs = links.select(one="recruiter_phone", two="subject_ref")
    pairs = pairs.union(pairs.select(one="two", two="one")).distinct()
    beyond = cases.filter(cases.kind == "phone").inner_join(pairs, ibis._.thing == pairs.one)
    reached = cases.union(beyond.select("kind", "case_id", thing="two").select("kind", "thing", "case_id"))
    reached = reached.distinct()
    both = rows.inner_join(reached, ["kind", "thing"]).anti_join(found, ["person_id", "case_id"])
    counted = both.group_by("person_id").agg(cases=both.case_id.nunique())
    rows = both.inner_join(counted, "person_id")
    return evidence(rows, None, "cases")


R09 = Indicator(
    "R09",
    "Perekrut pernah jadi terlapor/tersangka",
    "Recruiter appears in earlier reports",
    Element.PROSES,
    Nature.JARINGAN,
    4,
    "Tuduhan bukan kesalahan; orang lain yang namanya sama; pengaduan antar-sponsor yang bersaing. Nama "
    "saja tidak dihitung, pengaduan baru dihitung dari tiga pekerja berbeda, dan temuan yang ditarik "
    "hilang.",
    "An allegation is no guilt; namesakes; complaints between rival sponsors. A name alone does not count, "
    "complaints count from three different workers on, and a finding that is withdrawn is gone.",
    "Perekrutnya disebut dalam {0} (jumlah: {1}).",
    "The recruiter is named in {0} (number: {1}).",
    ("case_outcomes.finding", *TIES),
    recruiter_reported,
)

N08 = Indicator(
    "N08",
    "Dekat dengan simpul kasus terbukti",
    "Graph proximity to confirmed cases",
    Element.PROSES,
    Nature.JARINGAN,
    3,
    "Bersalah karena berdekatan; simpul ramai (klinik, loket, notaris); kerabat korban. Nomor korban "
    "sendiri, P3MI, klinik dan loket tidak menghubungkan siapa pun. Tidak pernah cukup sendirian.",
    "Guilt by association; busy places (clinics, desks, notaries); victims' relatives. Victims' own "
    "phones, agencies, clinics and desks connect nobody. Never enough alone.",
    "Perekrut, nomor atau rekening yang membawanya terkait dengan {0} kasus yang terbukti.",
    "The recruiter, phone or account that brought the person is tied to {0} confirmed cases.",
    ("case_outcomes.finding", "interceptions.outcome", *TIES),
    near_a_case,
)
