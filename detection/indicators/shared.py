"""Shared things: phones and accounts that many use, passports that come in batches, people put up together."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from detection.indicators.applications import applications
from detection.indicators.brokers import TIES, broker_links, brought, lawful
from detection.indicators.indicator import Element, Indicator, Nature, evidence
from detection.indicators.passports import LINKS, conflicts
from detection.indicators.tips import TOLD, told_of_recruiter
from graphs.network.known import Known
from graphs.network.ties import sightings

MANY = 5
FAMILY = 6
"""Up to this many from one village may be a household with its neighbours."""
SHARING_DAYS = 90
ODD_SHARE = 0.25
"""A village helper's phone stands on many honest files; only where so many of them are odd does it count."""
GROUP_DAYS = 3
HALF = 0.5


def odd(known: Known) -> Table:
    """person_id of those with another sign: a passport that conflicts, or a broker and no agency."""

    def compute() -> Table:
        without = applications(known).filter(ibis._.license_no.notnull())
        alone = broker_links(known).anti_join(without, "person_id")
        return ibis.union(conflicts(known).select("person_id"), alone.select("person_id")).distinct()

    return known.keep("odd_persons", compute)


def _sharers(known: Known) -> Table:
    """Own phones, and accounts paid into, of each person, with everyone who used the same within 90 days."""
    tied = sightings(known)
    tied = tied.filter(
        ((tied.kind == "phone") & (tied.role == "own") & (tied.feed != "case_outcomes"))
        | (tied.kind == "account")
    ).anti_join(lawful(known), ["kind", "thing"])
    busy = tied.group_by("kind", "thing").agg(users=tied.person_id.nunique())
    tied = tied.semi_join(busy.filter(busy.users >= MANY), ["kind", "thing"])
    villages = applications(known).select("person_id", "village_code")
    marked = odd(known).mutate(is_odd=ibis.literal(1))
    others = tied.left_join(villages, "person_id").drop("person_id_right")
    others = others.left_join(marked, "person_id")
    others = others.select(
        "kind",
        "thing",
        "village_code",
        other="person_id",
        other_at="recorded_at",
        is_odd=others.is_odd.fill_null(0),
    )
    both = tied.inner_join(others, ["kind", "thing"])
    near = both.recorded_at.date().delta(both.other_at.date(), unit="day").abs() <= SHARING_DAYS
    return both.filter(near)


def shared_by_many(known: Known) -> Table:
    """A phone or account that five or more people gave within 90 days, a quarter of them with another sign.

    Agencies' own lines, households of one village, and helpers whose applicants are otherwise in order are not.
    """
    both = _sharers(known)
    keys = ["person_id", "kind", "thing", "feed", "entity_key"]
    counted = both.group_by(*keys).agg(
        sharing=both.other.nunique(),
        villages=both.village_code.nunique(),
        placed=both.other.nunique(where=both.village_code.notnull()),
        odd_ones=both.other.nunique(where=both.is_odd == 1),
    )
    at_home = (counted.kind == "phone") & (counted.villages == 1)
    household = at_home & (counted.placed == counted.sharing) & (counted.sharing <= FAMILY)
    rows = counted.filter(
        (counted.sharing >= MANY) & ~household & (counted.odd_ones >= counted.sharing * ODD_SHARE)
    )
    return evidence(rows, None, "kind", "sharing")


def _batch(known: Known) -> Table:
    """Passports and every phone behind them that is not an agency's."""
    own = known.about("passports").select(
        "person_id", "entity_key", "issuing_office", "issued_on", "stated_purpose"
    )
    phones = sightings(known).filter(ibis._.kind == "phone").select("person_id", "kind", "thing")
    phones = phones.anti_join(lawful(known), ["kind", "thing"]).drop("kind").distinct()
    worked = ibis.union(applications(known).select("person_id"), broker_links(known).select("person_id"))
    worked = worked.distinct().mutate(works=ibis.literal(1))
    rows = own.inner_join(phones, "person_id").left_join(worked, "person_id").drop("person_id_right")
    busy = rows.group_by("issuing_office", "thing").agg(n=rows.person_id.nunique())
    rows = rows.semi_join(busy.filter(busy.n >= MANY), ["issuing_office", "thing"])
    return rows.mutate(
        works=(rows.works.notnull() | rows.stated_purpose.isin(["work", "crew"])).cast("int64")
    ).filter(rows.stated_purpose != "study")


def files_in_a_batch(known: Known) -> Table:
    """Five or more passports at one office within three days, behind one phone, half of them with work signs.

    School trips state study; pilgrims show no sign of work; an agency's class has an agency's phone.
    """
    rows = known.keep("passport_batches", lambda: _batch(known))
    others = rows.select("issuing_office", "thing", "works", other="person_id", other_on="issued_on")
    both = rows.drop("works").inner_join(others, ["issuing_office", "thing"])
    both = both.filter(both.issued_on.delta(both.other_on, unit="day").abs() <= GROUP_DAYS)
    each = both.group_by("person_id", "entity_key", "thing", "issued_on").agg(
        files=both.other.nunique(), working=both.other.nunique(where=both.works == 1)
    )
    batch = each.filter((each.files >= MANY) & (each.working >= each.files * HALF))
    return evidence(batch, "passports", "files", "issued_on")


def _shelters(known: Known) -> Table:
    """Recruiters' phones seen with a place that is no agency's address: thing, link_key, observed_on."""
    links = known.feed("recruiter_links")
    versions = known.lake.versions("agencies", known.as_of)
    addresses = versions.filter(versions.address.notnull()).select(subject_ref=versions.address)
    places = links.filter((links.subject_type == "place") & links.recruiter_phone.notnull())
    places = places.anti_join(addresses, "subject_ref")
    return places.select("observed_on", thing="recruiter_phone", link_key="entity_key")


def sheltered(known: Known) -> Table:
    """Brought by the keeper of an unregistered place, with four others of two regencies, around that time; or
    by one of whom a tip tells that people are put up there."""
    rows, places = brought(known), _shelters(known)
    homes = applications(known)
    homes = homes.select("person_id", home=homes.village_code.left(4))
    both = rows.filter(rows.kind == "phone").inner_join(places, "thing")
    near = both.observed_on.delta(both.recorded_at.date(), unit="day").abs() <= SHARING_DAYS
    both = both.filter(near).inner_join(homes, "person_id")
    stays = both.group_by("link_key").agg(guests=both.person_id.nunique(), homes=both.home.nunique())
    stays = stays.filter((stays.guests >= MANY) & (stays.homes > 1))
    seen = both.inner_join(stays, "link_key")
    tips = told_of_recruiter(known, "shelter")
    return ibis.union(
        evidence(
            seen.mutate(entity_key=seen.link_key), "recruiter_links", ibis.literal("seen"), "observed_on"
        ),
        evidence(tips.mutate(entity_key=tips.tip_key), "tips", ibis.literal("told"), tips.told_at.date()),
    )


R08 = Indicator(
    "R08",
    "Kontak/rekening/alamat sama dipakai banyak pemohon",
    "Shared phone/account/address",
    Element.PROSES,
    Nature.JARINGAN,
    3,
    "Perangkat desa, petugas LTSA, rumah kos, saluran P3MI, warnet. Nomor P3MI, keluarga sedesa, dan nomor "
    "yang pemakainya selain itu wajar tidak dihitung.",
    "Village officers, LTSA staff, boarding houses, agency hotlines, internet cafés. Agencies' numbers, "
    "households of one village, and numbers whose users are otherwise in order do not count.",
    "{0} yang sama dipakai {1} orang dalam 90 hari.",
    "The same {0} is used by {1} people within 90 days.",
    (
        "registrations.village_code",
        "recruiter_links.role",
        "passports.stated_purpose",
        "passports.issued_on",
        *LINKS,
        *TIES,
    ),
    shared_by_many,
)

N01 = Indicator(
    "N01",
    "Berkas rombongan satu perantara",
    "Batch of files by one broker",
    Element.PROSES,
    Nature.JARINGAN,
    3,
    "Rombongan sekolah, umrah, kelas P3MI, penerimaan perusahaan. Paspor belajar, rombongan tanpa tanda "
    "bekerja, dan nomor P3MI tidak dihitung.",
    "School trips, pilgrimages, an agency's class, a company's hiring. Passports for study, groups without "
    "signs of work, and agencies' numbers do not count.",
    "{0} paspor dengan satu nomor telepon di kantor yang sama dalam tiga hari sekitar {1}.",
    "{0} passports behind one phone at the same office within three days around {1}.",
    (
        "passports.issuing_office",
        "passports.issued_on",
        "passports.stated_purpose",
        "recruiter_links.role",
        *TIES,
    ),
    files_in_a_batch,
)

N02 = Indicator(
    "N02",
    "Penampungan tak berizin",
    "Unlicensed shelter house",
    Element.PROSES,
    Nature.JARINGAN,
    4,
    "Asrama BLK-LN, rumah kos, rumah keluarga. Alamat P3MI dan tempat yang tamunya sekabupaten atau kurang "
    "dari lima tidak dihitung.",
    "Training dormitories, boarding houses, family houses. Agencies' addresses, and places whose guests "
    "are of one regency or fewer than five, do not count.",
    "{0} {1}: perekrutnya menampung orang di tempat yang tidak terdaftar.",
    "{0} {1}: the recruiter puts people up at a place on no register.",
    ("agencies.address", "recruiter_links.observed_on", "registrations.village_code", *TOLD),
    sheltered,
)
