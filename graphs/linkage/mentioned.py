"""Every mention of a recruiter as of a day, as tokens: who was named, by which phone and account, where."""

from __future__ import annotations

from datetime import date

import ibis
import pandas as pd
from ibis.expr.types import Table

from records.lake import Lake

BROUGHT_BY = ("sponsor", "agency_staff", "friend", "village_head")
"""Who may be a recruiter among those who bring an applicant; the family and the applicant are not."""


def recruiter_mentions(lake: Lake, as_of: date) -> pd.DataFrame:
    """feed, key, recorded_at, name, phone, account, subject, regency_code, license_no of every mention."""
    tables = mention_tables(lake, as_of)
    found: pd.DataFrame = pd.concat([table.execute() for table in tables], ignore_index=True)
    return found


def mention_tables(lake: Lake, as_of: date) -> tuple[Table, ...]:
    """The mentions by feed, each with the columns of ``recruiter_mentions``.

    A case outcome is a mention only where its finding is about a suspect.
    """
    reg, link = lake.known("registrations", as_of), lake.known("recruiter_links", as_of)
    complaint, tip = lake.known("complaints", as_of), lake.known("tips", as_of)
    stop, outcome = lake.known("interceptions", as_of), lake.known("case_outcomes", as_of)
    link = _with_whereabouts(link, reg, lake.known("passports", as_of))
    reg = reg.filter(reg.referrer_relation.isin(BROUGHT_BY))
    to_person = link.subject_type.isin(["registration", "passport"])
    return (
        _mention(
            reg,
            "registrations",
            reg.referrer_name,
            reg.referrer_phone,
            subject=reg.entity_key,
            place=reg.village_code,
            agency=reg.license_no,
        ),
        _mention(
            link,
            "recruiter_links",
            link.recruiter_name,
            link.recruiter_phone,
            account=link.recruiter_bank_account,
            subject=to_person.ifelse(link.subject_ref, None),
            place=link.place,
            agency=(link.subject_type == "agency").ifelse(link.subject_ref, link.agency),
        ),
        _mention(
            complaint,
            "complaints",
            complaint.recruiter_name,
            ibis.coalesce(complaint.recruiter_phone, complaint.narrative_phone),
            subject=complaint.entity_key,
            agency=complaint.license_no,
        ),
        _mention(
            tip,
            "tips",
            tip.mentioned_name,
            ibis.coalesce(tip.mentioned_phone, tip.narrative_phone),
            place=tip.district_code,
        ),
        _mention(
            stop,
            "interceptions",
            stop.suspected_recruiter_name,
            stop.suspected_recruiter_phone,
            subject=stop.entity_key,
        ),
        _mention(
            outcome.filter(outcome.finding == "tppo_suspect"),
            "case_outcomes",
            outcome.full_name,
            outcome.phone,
        ),
    )


def _with_whereabouts(link: Table, reg: Table, passport: Table) -> Table:
    """The links with ``place`` and ``agency`` of the registration or passport that each is about."""
    subjects = ibis.union(
        reg.select(
            type=ibis.literal("registration"), ref="entity_key", place="village_code", agency="license_no"
        ),
        passport.select(
            type=ibis.literal("passport"),
            ref="entity_key",
            place="issuing_regency_code",
            agency=ibis.null("string"),
        ),
    )
    about = (link.subject_type == subjects.type) & (link.subject_ref == subjects.ref)
    return link.left_join(subjects, about).drop("type", "ref")


def _mention(
    rows: Table,
    feed: str,
    name: ibis.Value,
    phone: ibis.Value,
    *,
    account: ibis.Value | None = None,
    subject: ibis.Value | None = None,
    place: ibis.Value | None = None,
    agency: ibis.Value | None = None,
) -> Table:
    nothing = ibis.null("string")
    table = rows.select(
        feed=ibis.literal(feed),
        key=rows.entity_key,
        recorded_at=rows.recorded_at,
        name=name,
        phone=phone,
        account=nothing if account is None else account,
        subject=nothing if subject is None else subject,
        regency_code=nothing if place is None else place.left(4),
        license_no=nothing if agency is None else agency,
    )
    return table.filter(table.name.notnull() | table.phone.notnull() | table.account.notnull())
