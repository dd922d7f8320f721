"""Restitution at LPSK: claims, heads of loss, rulings, and the double-entry ledger of what is owed and paid."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from records.tables.declare import Rights, metadata

HEADS = "('wealth_income', 'harm', 'care', 'transport', 'lawyer', 'other')"
ACCOUNTS = "('receivable', 'owed', 'held')"

restitution_claims = Table(
    "restitution_claims",
    metadata,
    Column("claim_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column("case_id", BigInteger, ForeignKey("lpsk_cases.case_id"), nullable=False, comment="Case at LPSK."),
    Column("applicant", Text, nullable=False, comment="Who claims: self, family, guardian, heir or lpsk."),
    Column("child", Boolean, nullable=False, comment="The victim is under 18: claimed through a guardian."),
    Column("court", Text, comment="Court that decides, by its code; no person."),
    Column("stage", Text, nullable=False, comment="Where it stands, of protection.restitution.stages."),
    Column("handed_on", Date, comment="Day on which the prosecutor got LPSK's computation."),
    Column("applied_on", Date, comment="Day of the application to the court after a final judgment."),
    Column("known_on", Date, comment="Day on which the victim knew of the final judgment."),
    Column("ruled_on", Date, comment="Day of the newest ruling."),
    Column("final_on", Date, comment="Day on which it became final."),
    Column("pay_by", Date, comment="Last day of payment."),
    Column("opened_by", Text, nullable=False, comment="Account that opened it."),
    Column("opened_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("version", Integer, nullable=False, server_default="1", comment="Grows with every step."),
    CheckConstraint("applicant IN ('self', 'family', 'guardian', 'heir', 'lpsk')", name="an_applicant"),
    CheckConstraint(
        "NOT child OR applicant IN ('family', 'guardian', 'lpsk')", name="child_through_a_guardian"
    ),
    Index("ix_restitution_claims_case_id", "case_id"),
    Index("ix_restitution_claims_stage", "stage", "claim_id"),
    comment="Claims of restitution by case at LPSK: where each stands, and its days.",
)

restitution_items = Table(
    "restitution_items",
    metadata,
    Column("item_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column(
        "claim_id", BigInteger, ForeignKey("restitution_claims.claim_id"), nullable=False, comment="Claim."
    ),
    Column("head", Text, nullable=False, comment="Head of loss, of protection.restitution.heads."),
    Column("amount", BigInteger, nullable=False, comment="Rupiah; 0 strikes the item that it replaces."),
    Column("proofs", ARRAY(Text), nullable=False, comment="Ids of attachments that prove it."),
    Column("replaces", BigInteger, ForeignKey("restitution_items.item_id"), comment="Item that it corrects."),
    Column("who", Text, nullable=False, comment="Account that wrote it."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("sealed", LargeBinary, comment="What was lost, in words, sealed."),
    UniqueConstraint("replaces"),
    CheckConstraint(f"head IN {HEADS}", name="a_head"),
    CheckConstraint("amount >= 0 AND (amount > 0 OR replaces IS NOT NULL)", name="an_amount"),
    Index("ix_restitution_items_claim_id", "claim_id"),
    comment="Losses of a claim by head (Perma 1/2022 article 4); corrected by another item, never changed.",
)

restitution_events = Table(
    "restitution_events",
    metadata,
    Column("event_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the step."),
    Column(
        "claim_id", BigInteger, ForeignKey("restitution_claims.claim_id"), nullable=False, comment="Claim."
    ),
    Column("version", Integer, nullable=False, comment="Version of the claim from then on."),
    Column("came_from", Text, comment="Stage that it left; empty for the first."),
    Column("stage", Text, nullable=False, comment="Stage that it led to."),
    Column("happened_on", Date, nullable=False, comment="Day that the document bears."),
    Column("document_no", Text, comment="Number of the letter or ruling."),
    Column("computed", BigInteger, comment="Rupiah that the claim came to at this step."),
    Column("who", Text, nullable=False, comment="Account that wrote it down."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("sealed", LargeBinary, comment="Words, sealed."),
    UniqueConstraint("claim_id", "version"),
    comment="Every step of every claim, in order; nothing of it is ever changed.",
)

restitution_grants = Table(
    "restitution_grants",
    metadata,
    Column(
        "event_id",
        BigInteger,
        ForeignKey("restitution_events.event_id"),
        primary_key=True,
        comment="Ruling.",
    ),
    Column("head", Text, primary_key=True, comment="Head of loss."),
    Column(
        "amount", BigInteger, nullable=False, comment="Rupiah that the court granted; 0 where it refused."
    ),
    CheckConstraint(f"head IN {HEADS}", name="a_head"),
    CheckConstraint("amount >= 0", name="an_amount"),
    comment="What each ruling granted, by head of loss.",
)

restitution_entries = Table(
    "restitution_entries",
    metadata,
    Column("entry_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column(
        "claim_id", BigInteger, ForeignKey("restitution_claims.claim_id"), nullable=False, comment="Claim."
    ),
    Column("kind", Text, nullable=False, comment="award, received, delivered, direct or counter."),
    Column("happened_on", Date, nullable=False, comment="Day of the ruling or of the money."),
    Column("document_no", Text, comment="Number of the receipt or ruling."),
    Column(
        "corrects",
        BigInteger,
        ForeignKey("restitution_entries.entry_id"),
        comment="Entry that it takes back.",
    ),
    Column("who", Text, nullable=False, comment="Account that booked it."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When."),
    UniqueConstraint("corrects"),
    CheckConstraint("kind IN ('award', 'received', 'delivered', 'direct', 'counter')", name="of_a_kind"),
    CheckConstraint("(kind = 'counter') = (corrects IS NOT NULL)", name="counters_something"),
    Index("ix_restitution_entries_claim_id", "claim_id"),
    comment="Entries of the ledger; a wrong one is taken back by a counter-entry, never changed.",
)

restitution_postings = Table(
    "restitution_postings",
    metadata,
    Column(
        "entry_id",
        BigInteger,
        ForeignKey("restitution_entries.entry_id"),
        primary_key=True,
        comment="Entry.",
    ),
    Column("line", Integer, primary_key=True, autoincrement=False, comment="1, 2 … within the entry."),
    Column("account", Text, nullable=False, comment="receivable, owed or held."),
    Column("head", Text, comment="Head of loss, where the line is about one."),
    Column("amount", BigInteger, nullable=False, comment="Rupiah; debit above zero, credit below."),
    CheckConstraint(f"account IN {ACCOUNTS}", name="an_account"),
    CheckConstraint(f"head IN {HEADS}", name="a_head"),
    CheckConstraint("amount <> 0", name="an_amount"),
    comment="Lines of the ledger: those of one entry add up to nothing, or the transaction does not commit.",
)

lpsk_outcomes = Table(
    "lpsk_outcomes",
    metadata,
    Column("outcome_id", BigInteger, Identity(always=True), primary_key=True, comment="Number."),
    Column("case_id", BigInteger, ForeignKey("lpsk_cases.case_id"), nullable=False, comment="Case at LPSK."),
    Column("token", Text, nullable=False, comment="The referral's keyed token: the only name that leaves."),
    Column("number", Integer, nullable=False, comment="1, 2 … among the outcomes of the token."),
    Column("outcome", Text, nullable=False, comment="victim, cleared or withdrawn."),
    Column("peer", Text, nullable=False, comment="Node that referred, and is answered."),
    Column("confirmed_by", Text, nullable=False, comment="Account that confirmed it."),
    Column("confirmed_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("released_at", DateTime(timezone=True), comment="When it left, in a batch; empty while it waits."),
    UniqueConstraint("token", "number"),
    CheckConstraint("outcome IN ('victim', 'cleared', 'withdrawn')", name="an_outcome"),
    Index("ix_lpsk_outcomes_waiting", "peer", "released_at"),
    comment="Outcomes that LPSK releases, delayed and in batches: a token and an outcome, nothing else.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(
        restitution_claims,
        insert=True,
        update=(
            *("court", "stage", "handed_on", "applied_on", "known_on", "ruled_on", "final_on", "pay_by"),
            "version",
        ),
    ),
    Rights(restitution_items, insert=True, append_only=True),
    Rights(restitution_events, insert=True, append_only=True),
    Rights(restitution_grants, insert=True, append_only=True),
    Rights(restitution_entries, insert=True, append_only=True),
    Rights(restitution_postings, insert=True, append_only=True),
    Rights(lpsk_outcomes, insert=True, update=("released_at",)),
)
