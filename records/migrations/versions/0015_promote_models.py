"""Models as promoted: bundles, signatures, who, when and why; shadow, drift and rates of false alarms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "model_bundles",
    "fairness_audits",
    "model_signatures",
    "promotions",
    "shadow_results",
    "shadow_subjects",
    "shadow_outcomes",
    "model_drift",
)
CHANGED = {"model_signers": "ended_at, ended_by", "trainings": "started_at, ended_at, digest, failure"}

# table, name, command, using, check
POLICIES: tuple[tuple[str | None, ...], ...] = (
    ("model_bundles", "readers", "SELECT", "suluh_is('analyst', 'satgas_lead', 'auditor')", None),
    ("fairness_audits", "readers", "SELECT", "suluh_is('analyst', 'satgas_lead', 'auditor')", None),
    ("model_signers", "readers", "SELECT", "suluh_is('analyst', 'satgas_lead', 'auditor')", None),
    ("model_signatures", "readers", "SELECT", "suluh_is('analyst', 'satgas_lead', 'auditor')", None),
    ("promotions", "readers", "SELECT", "suluh_is('analyst', 'satgas_lead', 'auditor')", None),
    ("shadow_results", "readers", "SELECT", "suluh_is('analyst', 'satgas_lead', 'auditor')", None),
    ("shadow_outcomes", "readers", "SELECT", "suluh_is('analyst', 'satgas_lead', 'auditor')", None),
    ("model_drift", "readers", "SELECT", "suluh_is('analyst', 'satgas_lead', 'auditor')", None),
    ("trainings", "readers", "SELECT", "suluh_is('analyst', 'satgas_lead', 'auditor')", None),
    ("model_bundles", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("fairness_audits", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("model_signers", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("model_signatures", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("shadow_results", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("shadow_outcomes", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("model_drift", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("trainings", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("shadow_subjects", "program", "ALL", "suluh_program()", "suluh_program()"),
    ("promotions", "program", "SELECT", "suluh_program()", None),
    (
        "promotions",
        "analysts",
        "INSERT",
        None,
        (
            "suluh_is('analyst') AND asked_by = suluh_who() AND (role = 'challenger' OR "
            "suluh_agreed(approval_id, 'promote_model', 'model:' || digest))"
        ),
    ),
    (
        "model_signatures",
        "own_key",
        "INSERT",
        None,
        (
            "suluh_is('analyst', 'satgas_lead') AND EXISTS (SELECT FROM model_signers AS k WHERE "
            "k.signer_id = model_signatures.signer_id AND k.account_id = suluh_who() AND k.ended_at IS "
            "NULL)"
        ),
    ),
    ("trainings", "analysts", "INSERT", None, "suluh_is('analyst') AND asked_by = suluh_who()"),
)


def upgrade() -> None:
    """Models as promoted: bundles, signatures, who, when and why."""
    op.create_table(
        "model_bundles",
        sa.Column(
            "digest", sa.Text(), nullable=False, comment="SHA-256 of the bundle's manifest: what is signed."
        ),
        sa.Column("version", sa.Text(), nullable=False, comment="Name of the model, as runs tell it."),
        sa.Column("as_of", sa.Date(), nullable=False, comment="Day as of which it was trained."),
        sa.Column(
            "capacity", sa.Integer(), nullable=False, comment="People a week at which it was evaluated."
        ),
        sa.Column("seed", sa.Integer(), nullable=False, comment="Seed of every random choice."),
        sa.Column(
            "learned",
            sa.Boolean(),
            nullable=False,
            comment="False where declared points stand in for a model.",
        ),
        sa.Column(
            "data_digest", sa.Text(), nullable=False, comment="SHA-256 of the examples that it learnt from."
        ),
        sa.Column(
            "features_digest", sa.Text(), nullable=False, comment="SHA-256 of the list of its columns."
        ),
        sa.Column(
            "metrics", JSONB(), nullable=False, comment="Out-of-fold figures with 95 % intervals, by target."
        ),
        sa.Column("tracking_run", sa.Text(), nullable=False, comment="Number of the run in MLflow."),
        sa.Column("made_by", sa.Text(), nullable=False, comment="Who asked for the training."),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was."),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_model_bundles")),
        comment="Every trained model that was kept as a signed file; the file's folder is named by the digest.",
    )
    op.create_table(
        "fairness_audits",
        sa.Column("digest", sa.Text(), nullable=False, comment="Bundle that was audited."),
        sa.Column("attribute", sa.Text(), nullable=False, comment="sex, province, scheme or age_band."),
        sa.Column("verdict", sa.Text(), nullable=False, comment="fair, unfair, too_few or one_group."),
        sa.Column("lowest", sa.Text(), nullable=True, comment="Group with the lowest rate of false alarms."),
        sa.Column("highest", sa.Text(), nullable=True, comment="Group with the highest."),
        sa.Column("ratio", sa.Float(), nullable=True, comment="Lowest rate over highest."),
        sa.Column("low", sa.Float(), nullable=True, comment="Lower end of its 95 % interval."),
        sa.Column("high", sa.Float(), nullable=True, comment="Upper end of its 95 % interval."),
        sa.Column(
            "unknown", sa.Integer(), nullable=False, comment="People whose group is not known; not compared."
        ),
        sa.Column(
            "groups", JSONB(), nullable=False, comment="People and false alarms of each group; counts alone."
        ),
        sa.CheckConstraint(
            "verdict IN ('fair', 'unfair', 'too_few', 'one_group')", name=op.f("ck_fairness_audits_verdict")
        ),
        sa.ForeignKeyConstraint(["digest"], ["model_bundles.digest"], name=op.f("fk_fairness_audits_digest")),
        sa.PrimaryKeyConstraint("digest", "attribute", name=op.f("pk_fairness_audits")),
        comment="Rates of false alarms by group, from data that no model reads.",
    )
    op.create_table(
        "model_signers",
        sa.Column(
            "signer_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the key.",
        ),
        sa.Column(
            "account_id", sa.Text(), nullable=False, comment="Whose key; 'suluh' for the installation's own."
        ),
        sa.Column("public_key", sa.LargeBinary(), nullable=False, comment="Ed25519 public key, 32 bytes."),
        sa.Column("made_by", sa.Text(), nullable=False, comment="Who registered it."),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="From when on it signs nothing more.",
        ),
        sa.Column("ended_by", sa.Text(), nullable=True, comment="Who ended it."),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_model_signers_ended_by_someone")
        ),
        sa.CheckConstraint("octet_length(public_key) = 32", name=op.f("ck_model_signers_a_key")),
        sa.PrimaryKeyConstraint("signer_id", name=op.f("pk_model_signers")),
        sa.UniqueConstraint("public_key", name=op.f("uq_model_signers_public_key")),
        comment="Keys with which people sign models; a private key is its owner's alone.",
    )
    op.create_index("ix_model_signers_account_id", "model_signers", ["account_id"], unique=False)
    op.create_table(
        "model_signatures",
        sa.Column("digest", sa.Text(), nullable=False, comment="Bundle that was signed."),
        sa.Column("signer_id", sa.BigInteger(), nullable=False, comment="Key that signed it."),
        sa.Column(
            "signature", sa.LargeBinary(), nullable=False, comment="Ed25519 signature over mark and manifest."
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was given."),
        sa.CheckConstraint("octet_length(signature) = 64", name=op.f("ck_model_signatures_a_signature")),
        sa.ForeignKeyConstraint(
            ["digest"], ["model_bundles.digest"], name=op.f("fk_model_signatures_digest")
        ),
        sa.ForeignKeyConstraint(
            ["signer_id"], ["model_signers.signer_id"], name=op.f("fk_model_signatures_signer_id")
        ),
        sa.PrimaryKeyConstraint("digest", "signer_id", name=op.f("pk_model_signatures")),
        comment="Who vouches for which bundle.",
    )
    op.create_table(
        "promotions",
        sa.Column(
            "promotion_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Order of the acts.",
        ),
        sa.Column("digest", sa.Text(), nullable=False, comment="Bundle."),
        sa.Column(
            "role",
            sa.Text(),
            nullable=False,
            comment="champion, challenger or retired: what it is from now on.",
        ),
        sa.Column("asked_by", sa.Text(), nullable=False, comment="Account that did it."),
        sa.Column(
            "approved_by", sa.Text(), nullable=True, comment="Account that agreed; a challenger needs none."
        ),
        sa.Column("approval_id", sa.BigInteger(), nullable=True, comment="Approval that was used up."),
        sa.Column("ground", sa.Text(), nullable=False, comment="Legal ground."),
        sa.Column(
            "too_few",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Attributes for which data were too few to tell.",
        ),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="Why, and why in spite of too few data, sealed.",
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.CheckConstraint(
            "role = 'challenger' OR (approval_id IS NOT NULL AND approved_by <> asked_by)",
            name=op.f("ck_promotions_by_two"),
        ),
        sa.CheckConstraint("role IN ('champion', 'challenger', 'retired')", name=op.f("ck_promotions_role")),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approvals.approval_id"], name=op.f("fk_promotions_approval_id")
        ),
        sa.ForeignKeyConstraint(["digest"], ["model_bundles.digest"], name=op.f("fk_promotions_digest")),
        sa.PrimaryKeyConstraint("promotion_id", name=op.f("pk_promotions")),
        comment="What each model has been, by whom, when and why; the newest word on a role holds.",
    )
    op.create_index("ix_promotions_digest", "promotions", ["digest"], unique=False)
    op.create_table(
        "shadow_results",
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="Run beside it."),
        sa.Column("digest", sa.Text(), nullable=False, comment="Challenger."),
        sa.Column(
            "champion", sa.Text(), nullable=False, comment="Version of the model whose alerts were raised."
        ),
        sa.Column(
            "capacity", sa.Integer(), nullable=False, comment="People that each of the two could raise."
        ),
        sa.Column(
            "raised", sa.Integer(), nullable=False, comment="People whom the challenger would have raised."
        ),
        sa.Column(
            "overlap", sa.Integer(), nullable=False, comment="Of them, those whom the champion raised."
        ),
        sa.Column(
            "correlation",
            sa.Float(),
            nullable=True,
            comment="Rank correlation (Spearman) of the two over all open people.",
        ),
        sa.Column(
            "mean_score", sa.Float(), nullable=False, comment="Mean chance by the challenger, open people."
        ),
        sa.ForeignKeyConstraint(["digest"], ["model_bundles.digest"], name=op.f("fk_shadow_results_digest")),
        sa.ForeignKeyConstraint(["run_id"], ["detection_runs.run_id"], name=op.f("fk_shadow_results_run_id")),
        sa.PrimaryKeyConstraint("run_id", "digest", name=op.f("pk_shadow_results")),
        comment="What a challenger would have done at equal volume; nobody is told of its alerts.",
    )
    op.create_table(
        "shadow_subjects",
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="Run."),
        sa.Column("digest", sa.Text(), nullable=False, comment="Challenger."),
        sa.Column(
            "side", sa.Text(), nullable=False, comment="champion or challenger: who raised, or would have."
        ),
        sa.Column("subject", sa.Text(), nullable=False, comment="Person, as in identities."),
        sa.CheckConstraint("side IN ('champion', 'challenger')", name=op.f("ck_shadow_subjects_side")),
        sa.ForeignKeyConstraint(
            ["run_id", "digest"],
            ["shadow_results.run_id", "shadow_results.digest"],
            name=op.f("fk_shadow_subjects_run_id"),
        ),
        sa.PrimaryKeyConstraint("run_id", "digest", "side", "subject", name=op.f("pk_shadow_subjects")),
        comment="Whom each of two models raised; read by the program alone, when outcomes come.",
    )
    op.create_table(
        "shadow_outcomes",
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="As known then."),
        sa.Column("digest", sa.Text(), nullable=False, comment="Challenger."),
        sa.Column("runs", sa.Integer(), nullable=False, comment="Runs in shadow that are compared."),
        sa.Column(
            "champion_people",
            sa.Integer(),
            nullable=False,
            comment="People whom the champion raised in them.",
        ),
        sa.Column(
            "challenger_people",
            sa.Integer(),
            nullable=False,
            comment="People whom the challenger would have.",
        ),
        sa.Column("champion_found", sa.Integer(), nullable=False, comment="Of the champion's, later found."),
        sa.Column(
            "challenger_found", sa.Integer(), nullable=False, comment="Of the challenger's, later found."
        ),
        sa.Column("both_found", sa.Integer(), nullable=False, comment="Found, and raised by both."),
        sa.Column("low", sa.Float(), nullable=True, comment="Lower end of the share below, 95 %."),
        sa.Column(
            "share",
            sa.Float(),
            nullable=True,
            comment="Challenger's share of those found whom only one of the two raised.",
        ),
        sa.Column("high", sa.Float(), nullable=True, comment="Upper end."),
        sa.ForeignKeyConstraint(["digest"], ["model_bundles.digest"], name=op.f("fk_shadow_outcomes_digest")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["detection_runs.run_id"], name=op.f("fk_shadow_outcomes_run_id")
        ),
        sa.PrimaryKeyConstraint("run_id", "digest", name=op.f("pk_shadow_outcomes")),
        comment="Champion and challenger compared at equal volume, as outcomes come.",
    )
    op.create_table(
        "model_drift",
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="Run measured."),
        sa.Column("digest", sa.Text(), nullable=False, comment="Model in use."),
        sa.Column("about", sa.Text(), nullable=False, comment="input, score or reason."),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="Group of columns, target, or group of reasons."
        ),
        sa.Column(
            "value",
            sa.Float(),
            nullable=False,
            comment="Population stability index against the training data.",
        ),
        sa.Column("worst", sa.Text(), nullable=True, comment="Of inputs: the column that moved most."),
        sa.Column(
            "share_then",
            sa.Float(),
            nullable=True,
            comment="Of reasons: share of alerts that named it, at training.",
        ),
        sa.Column("share_now", sa.Float(), nullable=True, comment="The same share now."),
        sa.CheckConstraint("about IN ('input', 'score', 'reason')", name=op.f("ck_model_drift_about")),
        sa.ForeignKeyConstraint(["digest"], ["model_bundles.digest"], name=op.f("fk_model_drift_digest")),
        sa.ForeignKeyConstraint(["run_id"], ["detection_runs.run_id"], name=op.f("fk_model_drift_run_id")),
        sa.PrimaryKeyConstraint("run_id", "digest", "about", "name", name=op.f("pk_model_drift")),
        comment="How far a run's people, scores and reasons are from what the model was trained on.",
    )
    op.create_table(
        "trainings",
        sa.Column(
            "training_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the wish.",
        ),
        sa.Column("asked_by", sa.Text(), nullable=False, comment="Account that asked."),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column("as_of", sa.Date(), nullable=False, comment="Day as of which to train."),
        sa.Column("capacity", sa.Integer(), nullable=False, comment="People a week at which to evaluate."),
        sa.Column(
            "started_at", sa.DateTime(timezone=True), nullable=True, comment="When a worker took it up."
        ),
        sa.Column(
            "ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it was done, or given up."
        ),
        sa.Column("digest", sa.Text(), nullable=True, comment="What came of it."),
        sa.Column(
            "failure", sa.Text(), nullable=True, comment="Code of the refusal, where nothing came of it."
        ),
        sa.ForeignKeyConstraint(["digest"], ["model_bundles.digest"], name=op.f("fk_trainings_digest")),
        sa.PrimaryKeyConstraint("training_id", name=op.f("pk_trainings")),
        comment="Trainings that were asked for; a worker carries them out.",
    )
    op.create_index("ix_trainings_asked_by", "trainings", ["asked_by"], unique=False)

    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
    for table, columns in CHANGED.items():
        op.execute(f"GRANT UPDATE ({columns}) ON {table} TO suluh_app")
    for table in (*APPEND_ONLY, *CHANGED):
        op.execute(f"GRANT SELECT, INSERT ON {table} TO suluh_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for of, name, command, using, check in POLICIES:
        op.execute(
            f"CREATE POLICY {name} ON {of} AS PERMISSIVE FOR {command} TO PUBLIC"
            + (f" USING ({using})" if using else "")
            + (f" WITH CHECK ({check})" if check else "")
        )


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
