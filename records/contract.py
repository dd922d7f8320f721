"""The data contract: the fourteen feeds, and what each field of them holds.

A feed is a table that an agency hands over. Every feed has ``recorded_at``, the arrow of time: when the row
became known. A later row with the same key is a correction of the earlier one. ``sources.registry`` adds who
owns a feed and on what ground it may be read; the code lists are Kemendagri's (areas, without dots) and
ISO 3166-1 alpha-3 (countries).
"""

from records.feed import Feed, Field, FieldType, Identifier, PersonFields

T = FieldType
I = Identifier  # noqa: E741  (the table below is read, not computed with)

RECORDED_AT = Field("recorded_at", T.DATETIME, required=True)

LTSA_OFFICES = Feed(
    "ltsa_offices",
    "LTSA offices and the desks that work there",
    key=("office_code",),
    fields=(
        Field("office_code", required=True),
        RECORDED_AT,
        Field("name", required=True),
        Field("regency_code", required=True, pattern=r"\d{4}"),
        Field("opened_on", T.DATE),
        Field("closed_on", T.DATE),
        Field("has_manpower", T.BOOLEAN),
        Field("has_complaints", T.BOOLEAN),
        Field("has_banking", T.BOOLEAN),
        Field("has_immigration", T.BOOLEAN),
        Field("has_clinic", T.BOOLEAN),
        Field("has_civil_registry", T.BOOLEAN),
        Field("has_police", T.BOOLEAN),
        Field("has_bpjs", T.BOOLEAN),
        Field("has_mrc", T.BOOLEAN),
    ),
)

AGENCIES = Feed(
    "agencies",
    "licensed placement agencies (P3MI)",
    key=("license_no",),
    fields=(
        Field("license_no", required=True),
        RECORDED_AT,
        Field("name", required=True),
        Field("address", identifier=I.PLACE),
        Field("regency_code", pattern=r"\d{4}"),
        Field("phone", identifier=I.PHONE),
        Field("license_from", T.DATE),
        Field("license_to", T.DATE),
        Field("status", required=True, one_of=("active", "suspended", "revoked")),
        Field("status_changed_on", T.DATE),
    ),
)

JOB_ORDERS = Feed(
    "job_orders",
    "job orders (SIP2MI) an agency may recruit for",
    key=("job_order_no",),
    fields=(
        Field("job_order_no", required=True),
        RECORDED_AT,
        Field("license_no", required=True),
        Field("employer_name"),
        Field("country", pattern=r"[A-Z]{3}"),
        Field("position"),
        Field("quota", T.INTEGER, minimum=0, unit="people"),
        Field("valid_from", T.DATE),
        Field("valid_to", T.DATE),
    ),
)

REGISTRATIONS = Feed(
    "registrations",
    "registrations of prospective workers (CPMI)",
    key=("registration_id",),
    fields=(
        Field("registration_id", required=True),
        RECORDED_AT,
        Field("office_code"),
        Field("channel", one_of=("ltsa", "mrc", "online", "p3mi")),
        Field("nik", identifier=I.NIK),
        Field("full_name", required=True, identifier=I.NAME),
        Field("birth_date", T.DATE),
        Field("birth_place"),
        Field("sex", one_of=("L", "P")),
        Field("marital_status", one_of=("single", "married", "divorced", "widowed")),
        Field("education", one_of=("none", "sd", "smp", "sma", "diploma", "s1")),
        Field("village_code", pattern=r"\d{10}"),
        Field("phone", identifier=I.PHONE),
        Field("country", pattern=r"[A-Z]{3}"),
        Field("position"),
        Field("scheme", one_of=("p_to_p", "g_to_g", "ukps", "mandiri")),
        Field("license_no"),
        Field("job_order_no"),
        Field("referrer_name", identifier=I.NAME),
        Field("referrer_phone", identifier=I.PHONE),
        Field(
            "referrer_relation",
            one_of=("self", "family", "sponsor", "village_head", "agency_staff", "friend"),
        ),
        Field("declared_cost_idr", T.INTEGER, minimum=0, unit="IDR"),
        Field("cost_paid_by", one_of=("self", "family", "agency", "sponsor", "bank_loan", "employer")),
        Field("guardian_name", identifier=I.NAME),
        Field("planned_departure_on", T.DATE),
        Field("planned_port"),
    ),
    person=PersonFields("full_name", "birth_date", "nik"),
)

DESK_VISITS = Feed(
    "desk_visits",
    "visits to the desks of an LTSA office",
    key=("visit_id",),
    fields=(
        Field("visit_id", required=True),
        RECORDED_AT,
        Field("registration_id", required=True),
        Field("office_code", required=True),
        Field(
            "desk",
            required=True,
            one_of=(
                "manpower",
                "complaints",
                "civil_registry",
                "clinic",
                "immigration",
                "police",
                "banking",
                "bpjs",
            ),
        ),
        Field("arrived_at", T.DATETIME),
        Field("served_at", T.DATETIME),
        Field("result", one_of=("done", "incomplete", "desk_closed", "sent_elsewhere")),
    ),
)

DOCUMENTS = Feed(
    "documents",
    "required documents as their issuers recorded them",
    key=("document_id",),
    fields=(
        Field("document_id", required=True),
        RECORDED_AT,
        Field("registration_id", required=True),
        Field(
            "doc_type",
            required=True,
            one_of=(
                "ktp",
                "kk",
                "family_permit",
                "marital_status",
                "competency",
                "medical",
                "passport",
                "visa",
                "placement_agreement",
                "work_agreement",
                "bpjs",
                "skck",
                "orientation",
            ),
        ),
        Field("doc_no", identifier=I.DOCUMENT),
        Field("issuer"),
        Field("issuer_regency_code", pattern=r"\d{4}"),
        Field("issued_on", T.DATE),
        Field("status", one_of=("valid", "unverified", "rejected")),
    ),
)

PASSPORTS = Feed(
    "passports",
    "passports issued, to migrants or not",
    key=("passport_no",),
    fields=(
        Field("passport_no", required=True, identifier=I.PASSPORT),
        RECORDED_AT,
        Field("nik", identifier=I.NIK),
        Field("full_name", required=True, identifier=I.NAME),
        Field("birth_date", T.DATE),
        Field("birth_place"),
        Field("sex", one_of=("L", "P")),
        Field("issuing_office"),
        Field("issuing_regency_code", pattern=r"\d{4}"),
        Field("issued_on", T.DATE),
        Field("stated_purpose", one_of=("work", "visit", "pilgrimage", "study", "medical", "crew")),
        Field("applicant_phone", identifier=I.PHONE),
    ),
    person=PersonFields("full_name", "birth_date", "nik"),
)

RECRUITER_LINKS = Feed(
    "recruiter_links",
    "observations that tie a recruiter to someone or something",
    key=("link_id",),
    fields=(
        Field("link_id", required=True),
        RECORDED_AT,
        Field("observed_on", T.DATE),
        Field("recruiter_name", identifier=I.NAME),
        Field("recruiter_phone", identifier=I.PHONE),
        Field("recruiter_bank_account", identifier=I.ACCOUNT),
        Field("recruiter_nik", identifier=I.NIK),
        Field(
            "role",
            one_of=(
                "sponsor",
                "field_officer",
                "guarantor",
                "transporter",
                "shelter_keeper",
                "document_agent",
                "financier",
            ),
        ),
        Field(
            "subject_type",
            required=True,
            one_of=("registration", "passport", "agency", "recruiter_phone", "place"),
        ),
        Field("subject_ref", required=True, identifier=I.SUBJECT),
        Field(
            "channel",
            one_of=(
                "desk_interview",
                "payment_slip",
                "document_check",
                "shelter_inspection",
                "tip_followup",
                "phone_report",
            ),
        ),
        Field("note", identifier=I.TEXT),
    ),
)

DEPARTURES = Feed(
    "departures",
    "exits at immigration checkpoints",
    key=("departure_id",),
    fields=(
        Field("departure_id", required=True),
        RECORDED_AT,
        Field("departed_at", T.DATETIME, required=True),
        Field("passport_no", required=True, identifier=I.PASSPORT),
        Field("full_name", required=True, identifier=I.NAME),
        Field("birth_date", T.DATE),
        Field("port"),
        Field("country", pattern=r"[A-Z]{3}"),
        Field("purpose", one_of=("work", "visit", "pilgrimage", "study", "medical", "crew")),
        Field("carrier"),
        Field("booking_ref", identifier=I.BOOKING),
        Field("ticket", one_of=("one_way", "return")),
    ),
    person=PersonFields("full_name", "birth_date", None),
)

INTERCEPTIONS = Feed(
    "interceptions",
    "people stopped at a checkpoint or in a raid",
    key=("interception_id",),
    fields=(
        Field("interception_id", required=True),
        RECORDED_AT,
        Field("occurred_at", T.DATETIME),
        Field("port"),
        Field("full_name", required=True, identifier=I.NAME),
        Field("passport_no", identifier=I.PASSPORT),
        Field("nik", identifier=I.NIK),
        Field("outcome", one_of=("deferred", "rescued", "released")),
        Field("suspected_recruiter_name", identifier=I.NAME),
        Field("suspected_recruiter_phone", identifier=I.PHONE),
    ),
    person=PersonFields("full_name", None, "nik"),
)

COMPLAINTS = Feed(
    "complaints",
    "complaints by workers and families",
    key=("complaint_id",),
    fields=(
        Field("complaint_id", required=True),
        RECORDED_AT,
        Field("country", pattern=r"[A-Z]{3}"),
        Field("worker_name", required=True, identifier=I.NAME),
        Field("worker_passport_no", identifier=I.PASSPORT),
        Field("worker_nik", identifier=I.NIK),
        Field(
            "category",
            one_of=(
                "unpaid_wages",
                "confinement",
                "documents_held",
                "violence",
                "contract_substitution",
                "no_contact",
                "overcharging",
                "failed_departure",
                "death",
                "other",
            ),
        ),
        Field("recruiter_name", identifier=I.NAME),
        Field("recruiter_phone", identifier=I.PHONE),
        Field("license_no"),
        Field("narrative", identifier=I.TEXT),
    ),
    person=PersonFields("worker_name", None, "worker_nik"),
)

TIPS = Feed(
    "tips",
    "reports by volunteers and villagers",
    key=("tip_id",),
    fields=(
        Field("tip_id", required=True),
        RECORDED_AT,
        Field("district_code", pattern=r"\d{6}"),
        Field("reporter_id", identifier=I.REPORTER),
        Field("narrative", required=True, identifier=I.TEXT),
        Field("mentioned_name", identifier=I.NAME),
        Field("mentioned_phone", identifier=I.PHONE),
        Field("mentioned_place", identifier=I.PLACE),
    ),
)

CASE_OUTCOMES = Feed(
    "case_outcomes",
    "findings of police, LPSK, BP2MI or Satgas about a person",
    key=(
        "case_id",
        "person_seq",
    ),
    fields=(
        Field("case_id", required=True),
        Field("person_seq", T.INTEGER, required=True),
        RECORDED_AT,
        Field(
            "finding",
            required=True,
            one_of=("tppo_victim", "tppo_suspect", "non_procedural", "cleared", "withdrawn"),
        ),
        Field("source", one_of=("police", "lpsk", "bp2mi", "satgas")),
        Field("full_name", required=True, identifier=I.NAME),
        Field("nik", identifier=I.NIK),
        Field("passport_no", identifier=I.PASSPORT),
        Field("phone", identifier=I.PHONE),
    ),
    person=PersonFields("full_name", None, "nik"),
)

RETURNS = Feed(
    "returns",
    "people who came back",
    key=("return_id",),
    fields=(
        Field("return_id", required=True),
        RECORDED_AT,
        Field("passport_no", identifier=I.PASSPORT),
        Field("full_name", required=True, identifier=I.NAME),
        Field("country", pattern=r"[A-Z]{3}"),
        Field("kind", one_of=("contract_end", "deported", "repatriated", "deceased")),
    ),
    person=PersonFields("full_name", None, None),
)

FEEDS: tuple[Feed, ...] = (
    LTSA_OFFICES,
    AGENCIES,
    JOB_ORDERS,
    REGISTRATIONS,
    DESK_VISITS,
    DOCUMENTS,
    PASSPORTS,
    RECRUITER_LINKS,
    DEPARTURES,
    INTERCEPTIONS,
    COMPLAINTS,
    TIPS,
    CASE_OUTCOMES,
    RETURNS,
)

FEED_BY_NAME: dict[str, Feed] = {feed.name: feed for feed in FEEDS}
