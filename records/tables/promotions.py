"""Models in service: trained bundles, who signed and promoted them, what they do in shadow, how data drift."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB

from records.tables.declare import Rights, metadata

model_bundles = Table(
    "model_bundles",
    metadata,
    Column("digest", Text, primary_key=True, comment="SHA-256 of the bundle's manifest: what is signed."),
    Column("version", Text, nullable=False, comment="Name of the model, as runs tell it."),
    Column("as_of", Date, nullable=False, comment="Day as of which it was trained."),
    Column("capacity", Integer, nullable=False, comment="People a week at which it was evaluated."),
    Column("seed", Integer, nullable=False, comment="Seed of every random choice."),
    Column("learned", Boolean, nullable=False, comment="False where declared points stand in for a model."),
    Column("data_digest", Text, nullable=False, comment="SHA-256 of the examples that it learnt from."),
    Column("features_digest", Text, nullable=False, comment="SHA-256 of the list of its columns."),
    Column("metrics", JSONB, nullable=False, comment="Out-of-fold figures with 95 % intervals, by target."),
    Column("tracking_run", Text, nullable=False, comment="Number of the run in MLflow."),
    Column("made_by", Text, nullable=False, comment="Who asked for the training."),
    Column("made_at", DateTime(timezone=True), nullable=False, comment="When it was."),
    comment="Every trained model that was kept as a signed file; the file's folder is named by the digest.",
)

fairness_audits = Table(
    "fairness_audits",
    metadata,
    Column(
        "digest",
        Text,
        ForeignKey("model_bundles.digest"),
        primary_key=True,
        comment="Bundle that was audited.",
    ),
    Column("attribute", Text, primary_key=True, comment="sex, province, scheme or age_band."),
    Column("verdict", Text, nullable=False, comment="fair, unfair, too_few or one_group."),
    Column("lowest", Text, comment="Group with the lowest rate of false alarms."),
    Column("highest", Text, comment="Group with the highest."),
    Column("ratio", Float, comment="Lowest rate over highest."),
    Column("low", Float, comment="Lower end of its 95 % interval."),
    Column("high", Float, comment="Upper end of its 95 % interval."),
    Column("unknown", Integer, nullable=False, comment="People whose group is not known; not compared."),
    Column("groups", JSONB, nullable=False, comment="People and false alarms of each group; counts alone."),
    CheckConstraint("verdict IN ('fair', 'unfair', 'too_few', 'one_group')", name="verdict"),
    comment="Rates of false alarms by group, from data that no model reads.",
)

model_signers = Table(
    "model_signers",
    metadata,
    Column("signer_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the key."),
    Column("account_id", Text, nullable=False, comment="Whose key; 'suluh' for the installation's own."),
    Column("public_key", LargeBinary, nullable=False, comment="Ed25519 public key, 32 bytes."),
    Column("made_by", Text, nullable=False, comment="Who registered it."),
    Column("made_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("ended_at", DateTime(timezone=True), comment="From when on it signs nothing more."),
    Column("ended_by", Text, comment="Who ended it."),
    UniqueConstraint("public_key"),
    CheckConstraint("octet_length(public_key) = 32", name="a_key"),
    CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_someone"),
    Index("ix_model_signers_account_id", "account_id"),
    comment="Keys with which people sign models; a private key is its owner's alone.",
)

model_signatures = Table(
    "model_signatures",
    metadata,
    Column(
        "digest",
        Text,
        ForeignKey("model_bundles.digest"),
        primary_key=True,
        comment="Bundle that was signed.",
    ),
    Column(
        "signer_id",
        BigInteger,
        ForeignKey("model_signers.signer_id"),
        primary_key=True,
        comment="Key that signed it.",
    ),
    Column("signature", LargeBinary, nullable=False, comment="Ed25519 signature over mark and manifest."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When it was given."),
    CheckConstraint("octet_length(signature) = 64", name="a_signature"),
    comment="Who vouches for which bundle.",
)

promotions = Table(
    "promotions",
    metadata,
    Column("promotion_id", BigInteger, Identity(always=True), primary_key=True, comment="Order of the acts."),
    Column("digest", Text, ForeignKey("model_bundles.digest"), nullable=False, comment="Bundle."),
    Column("role", Text, nullable=False, comment="champion, challenger or retired: what it is from now on."),
    Column("asked_by", Text, nullable=False, comment="Account that did it."),
    Column("approved_by", Text, comment="Account that agreed; a challenger needs none."),
    Column(
        "approval_id", BigInteger, ForeignKey("approvals.approval_id"), comment="Approval that was used up."
    ),
    Column("ground", Text, nullable=False, comment="Legal ground."),
    Column("too_few", ARRAY(Text), nullable=False, comment="Attributes for which data were too few to tell."),
    Column("sealed", LargeBinary, nullable=False, comment="Why, and why in spite of too few data, sealed."),
    Column("at", DateTime(timezone=True), nullable=False, comment="When."),
    CheckConstraint("role IN ('champion', 'challenger', 'retired')", name="role"),
    CheckConstraint(
        "role = 'challenger' OR (approval_id IS NOT NULL AND approved_by <> asked_by)", name="by_two"
    ),
    Index("ix_promotions_digest", "digest"),
    comment="What each model has been, by whom, when and why; the newest word on a role holds.",
)

shadow_results = Table(
    "shadow_results",
    metadata,
    Column(
        "run_id", BigInteger, ForeignKey("detection_runs.run_id"), primary_key=True, comment="Run beside it."
    ),
    Column("digest", Text, ForeignKey("model_bundles.digest"), primary_key=True, comment="Challenger."),
    Column("champion", Text, nullable=False, comment="Version of the model whose alerts were raised."),
    Column("capacity", Integer, nullable=False, comment="People that each of the two could raise."),
    Column("raised", Integer, nullable=False, comment="People whom the challenger would have raised."),
    Column("overlap", Integer, nullable=False, comment="Of them, those whom the champion raised."),
    Column("correlation", Float, comment="Rank correlation (Spearman) of the two over all open people."),
    Column("mean_score", Float, nullable=False, comment="Mean chance by the challenger, open people."),
    comment="What a challenger would have done at equal volume; nobody is told of its alerts.",
)

shadow_subjects = Table(
    "shadow_subjects",
    metadata,
    Column("run_id", BigInteger, primary_key=True, comment="Run."),
    Column("digest", Text, primary_key=True, comment="Challenger."),
    Column("side", Text, primary_key=True, comment="champion or challenger: who raised, or would have."),
    Column("subject", Text, primary_key=True, comment="Person, as in identities."),
    ForeignKeyConstraint(["run_id", "digest"], ["shadow_results.run_id", "shadow_results.digest"]),
    CheckConstraint("side IN ('champion', 'challenger')", name="side"),
    comment="Whom each of two models raised; read by the program alone, when outcomes come.",
)

shadow_outcomes = Table(
    "shadow_outcomes",
    metadata,
    Column(
        "run_id", BigInteger, ForeignKey("detection_runs.run_id"), primary_key=True, comment="As known then."
    ),
    Column("digest", Text, ForeignKey("model_bundles.digest"), primary_key=True, comment="Challenger."),
    Column("runs", Integer, nullable=False, comment="Runs in shadow that are compared."),
    Column("champion_people", Integer, nullable=False, comment="People whom the champion raised in them."),
    Column("challenger_people", Integer, nullable=False, comment="People whom the challenger would have."),
    Column("champion_found", Integer, nullable=False, comment="Of the champion's, later found."),
    Column("challenger_found", Integer, nullable=False, comment="Of the challenger's, later found."),
    Column("both_found", Integer, nullable=False, comment="Found, and raised by both."),
    Column("low", Float, comment="Lower end of the share below, 95 %."),
    Column("share", Float, comment="Challenger's share of those found whom only one of the two raised."),
    Column("high", Float, comment="Upper end."),
    comment="Champion and challenger compared at equal volume, as outcomes come.",
)

model_drift = Table(
    "model_drift",
    metadata,
    Column(
        "run_id", BigInteger, ForeignKey("detection_runs.run_id"), primary_key=True, comment="Run measured."
    ),
    Column("digest", Text, ForeignKey("model_bundles.digest"), primary_key=True, comment="Model in use."),
    Column("about", Text, primary_key=True, comment="input, score or reason."),
    Column("name", Text, primary_key=True, comment="Group of columns, target, or group of reasons."),
    Column("value", Float, nullable=False, comment="Population stability index against the training data."),
    Column("worst", Text, comment="Of inputs: the column that moved most."),
    Column("share_then", Float, comment="Of reasons: share of alerts that named it, at training."),
    Column("share_now", Float, comment="The same share now."),
    CheckConstraint("about IN ('input', 'score', 'reason')", name="about"),
    comment="How far a run's people, scores and reasons are from what the model was trained on.",
)

trainings = Table(
    "trainings",
    metadata,
    Column("training_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the wish."),
    Column("asked_by", Text, nullable=False, comment="Account that asked."),
    Column("asked_at", DateTime(timezone=True), nullable=False, comment="When."),
    Column("as_of", Date, nullable=False, comment="Day as of which to train."),
    Column("capacity", Integer, nullable=False, comment="People a week at which to evaluate."),
    Column("started_at", DateTime(timezone=True), comment="When a worker took it up."),
    Column("ended_at", DateTime(timezone=True), comment="When it was done, or given up."),
    Column("digest", Text, ForeignKey("model_bundles.digest"), comment="What came of it."),
    Column("failure", Text, comment="Code of the refusal, where nothing came of it."),
    Index("ix_trainings_asked_by", "asked_by"),
    comment="Trainings that were asked for; a worker carries them out.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(model_bundles, insert=True, append_only=True),
    Rights(fairness_audits, insert=True, append_only=True),
    Rights(model_signers, insert=True, update=("ended_at", "ended_by")),
    Rights(model_signatures, insert=True, append_only=True),
    Rights(promotions, insert=True, append_only=True),
    Rights(shadow_results, insert=True, append_only=True),
    Rights(shadow_subjects, insert=True, append_only=True),
    Rights(shadow_outcomes, insert=True, append_only=True),
    Rights(model_drift, insert=True, append_only=True),
    Rights(trainings, insert=True, update=("started_at", "ended_at", "digest", "failure")),
)
