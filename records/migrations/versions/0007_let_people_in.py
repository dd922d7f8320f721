"""Let people and programs in: accounts, roles, proofs, sessions, keys, failed attempts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)

MAY_CHANGE = {
    "accounts": ("login_token", "sealed", "disabled_at"),
    "account_roles": ("valid_to",),
    "credentials": ("hash", "last_step", "confirmed_at", "retired_at"),
    "sessions": ("seen_at", "ended_at", "ended_because"),
    "api_clients": ("last_used_at", "revoked_at"),
    "sign_in_attempts": ("failures", "last_at", "not_before"),
}
"""What the application may change in a row; the rest of it stays as it was inserted."""


def upgrade() -> None:
    """Let people and programs in: accounts, roles, proofs, sessions, keys, failed attempts."""
    op.create_table(
        "accounts",
        sa.Column(
            "account_id",
            sa.Text(),
            nullable=False,
            comment="Opaque id of the account, in audit and sessions.",
        ),
        sa.Column(
            "number",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number under which the row's key is kept.",
        ),
        sa.Column("login_token", sa.Text(), nullable=False, comment="Keyed token of the login."),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="Login and display name, sealed."),
        sa.Column("created_at", TIME, nullable=False, comment="When the account was made."),
        sa.Column("created_by", sa.Text(), nullable=False, comment="Who made it."),
        sa.Column("disabled_at", TIME, nullable=True, comment="Since when nobody enters with it."),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("login_token", name=op.f("uq_accounts_login_token")),
        sa.UniqueConstraint("number", name=op.f("uq_accounts_number")),
        comment="People who may sign in; their roles stand in account_roles.",
    )
    op.create_table(
        "account_roles",
        sa.Column(
            "grant_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the granted role.",
        ),
        sa.Column("account_id", sa.Text(), nullable=False, comment="Whose role."),
        sa.Column("role", sa.Text(), nullable=False, comment="Role, of records.rights.role."),
        sa.Column(
            "areas",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="Beginnings of Kemendagri codes it reaches; an empty beginning is the nation.",
        ),
        sa.Column(
            "body",
            sa.Text(),
            nullable=False,
            comment="Institution for which the person acts: its kind in records.rights.bodies, a dash, its name.",
        ),
        sa.Column(
            "office",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="Code of the LTSA office, or nothing.",
        ),
        sa.Column("valid_from", TIME, nullable=False, comment="First moment of the role."),
        sa.Column("valid_to", TIME, nullable=True, comment="End of the role; empty while it is open."),
        sa.Column("granted_at", TIME, nullable=False, comment="When it was granted."),
        sa.Column("granted_by", sa.Text(), nullable=False, comment="Who granted it."),
        sa.CheckConstraint(
            "body ~ '^[a-z_]+-[a-z0-9-]+$' AND body !~ '^(checkpoint|passport)'",
            name=op.f("ck_account_roles_no_counter"),
        ),
        sa.CheckConstraint(
            "role NOT IN ('system', 'operator')", name=op.f("ck_account_roles_no_program_role")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.account_id"], name=op.f("fk_account_roles_account_id")
        ),
        sa.PrimaryKeyConstraint("grant_id", name=op.f("pk_account_roles")),
        comment="Roles of accounts, each with its reach, its institution and its time.",
    )
    op.create_index(op.f("ix_account_roles_account_id"), "account_roles", ["account_id"], unique=False)
    op.create_table(
        "credentials",
        sa.Column(
            "credential_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Number of the proof.",
        ),
        sa.Column("account_id", sa.Text(), nullable=False, comment="Whose proof."),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="password, set_up_code, totp, recovery_code or oidc."
        ),
        sa.Column(
            "hash",
            sa.Text(),
            nullable=True,
            comment="argon2id of a password, SHA-256 of a random code, keyed token of an OIDC issuer and subject.",
        ),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="TOTP secret, sealed; its key stands under credential_id.",
        ),
        sa.Column(
            "last_step",
            sa.BigInteger(),
            nullable=True,
            comment="Last TOTP step that was used; earlier ones are refused.",
        ),
        sa.Column("confirmed_at", TIME, nullable=True, comment="When a TOTP secret was first proven."),
        sa.Column("expires_at", TIME, nullable=True, comment="End of a set-up code."),
        sa.Column("created_at", TIME, nullable=False, comment="When it was made."),
        sa.Column(
            "retired_at", TIME, nullable=True, comment="Since when it proves nothing: used up or replaced."
        ),
        sa.CheckConstraint("(kind = 'totp') = (hash IS NULL)", name=op.f("ck_credentials_hashed_or_sealed")),
        sa.CheckConstraint(
            "kind IN ('password', 'set_up_code', 'totp', 'recovery_code', 'oidc')",
            name=op.f("ck_credentials_known_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.account_id"], name=op.f("fk_credentials_account_id")
        ),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_credentials")),
        comment="What an account proves itself with. Rows stay after they are retired.",
    )
    op.create_index(op.f("ix_credentials_account_id"), "credentials", ["account_id"], unique=False)
    op.create_index(
        "uq_credentials_one_in_force",
        "credentials",
        ["account_id", "kind"],
        unique=True,
        postgresql_where=sa.text(
            "retired_at IS NULL AND (kind IN ('password', 'set_up_code') OR kind = 'totp' AND confirmed_at IS NOT NULL)"
        ),
    )
    op.create_index(
        "uq_credentials_one_subject",
        "credentials",
        ["hash"],
        unique=True,
        postgresql_where=sa.text("retired_at IS NULL AND kind = 'oidc'"),
    )
    op.create_table(
        "sessions",
        sa.Column(
            "session_id",
            sa.Text(),
            nullable=False,
            comment="Opaque id of the session, in the audit; no secret.",
        ),
        sa.Column(
            "token_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the cookie's 256-bit token."
        ),
        sa.Column("account_id", sa.Text(), nullable=False, comment="Whose."),
        sa.Column(
            "grant_id",
            sa.BigInteger(),
            nullable=True,
            comment="Role that the person acts in; empty while the account is being set up.",
        ),
        sa.Column("purpose", sa.Text(), server_default="", nullable=False, comment="Purpose they act for."),
        sa.Column(
            "device", sa.Text(), server_default="", nullable=False, comment="Keyed token of the device."
        ),
        sa.Column("created_at", TIME, nullable=False, comment="When it was opened."),
        sa.Column("authenticated_at", TIME, nullable=False, comment="Last full proof of identity."),
        sa.Column("seen_at", TIME, nullable=False, comment="Last use, to the minute."),
        sa.Column(
            "idle_seconds", sa.Integer(), nullable=False, comment="Ends when it is not used for so long."
        ),
        sa.Column("ends_at", TIME, nullable=False, comment="Ends at the latest."),
        sa.Column("ended_at", TIME, nullable=True, comment="When it was ended before its time."),
        sa.Column(
            "ended_because",
            sa.Text(),
            nullable=True,
            comment="Why: sign_out, switch, password, rights, disabled, killed.",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name=op.f("fk_sessions_account_id")),
        sa.ForeignKeyConstraint(["grant_id"], ["account_roles.grant_id"], name=op.f("fk_sessions_grant_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
        comment="Sessions of people, on the server. A row without a role can do nothing but set the account up.",
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"], unique=False)
    op.create_table(
        "api_clients",
        sa.Column(
            "client_id", sa.Text(), nullable=False, comment="Opaque id of the client, part of its key."
        ),
        sa.Column(
            "secret_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the key's 256-bit secret."
        ),
        sa.Column("label", sa.Text(), nullable=False, comment="Which program it is; never a person's name."),
        sa.Column("role", sa.Text(), nullable=False, comment="The one role it acts in."),
        sa.Column("purpose", sa.Text(), nullable=False, comment="Purpose where a request names none."),
        sa.Column(
            "areas", sa.ARRAY(sa.Text()), nullable=False, comment="Beginnings of Kemendagri codes it reaches."
        ),
        sa.Column(
            "body", sa.Text(), nullable=False, comment="Institution that runs the program, named likewise."
        ),
        sa.Column(
            "office",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="Code of the LTSA office, or nothing.",
        ),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False, comment="Permissions it is limited to."),
        sa.Column("created_at", TIME, nullable=False, comment="When the key was made."),
        sa.Column("created_by", sa.Text(), nullable=False, comment="Who made it."),
        sa.Column("expires_at", TIME, nullable=False, comment="End of the key, a year at most."),
        sa.Column("last_used_at", TIME, nullable=True, comment="Last use, to the minute."),
        sa.Column("revoked_at", TIME, nullable=True, comment="Since when the key opens nothing."),
        sa.CheckConstraint(
            "body ~ '^[a-z_]+-[a-z0-9-]+$' AND body !~ '^(checkpoint|passport)'",
            name=op.f("ck_api_clients_no_counter"),
        ),
        sa.CheckConstraint(
            "expires_at <= created_at + interval '366 days'", name=op.f("ck_api_clients_a_year_at_most")
        ),
        sa.CheckConstraint("role NOT IN ('system', 'operator')", name=op.f("ck_api_clients_no_program_role")),
        sa.CheckConstraint("cardinality(scopes) > 0", name=op.f("ck_api_clients_scoped")),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_api_clients")),
        comment="Programs of other institutions that call the API with a key.",
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("bucket", sa.Text(), nullable=False, comment="What is slowed down: pair, login or origin."),
        sa.Column("token", sa.Text(), nullable=False, comment="Keyed token of login, device or address."),
        sa.Column(
            "failures", sa.Integer(), nullable=False, comment="Failures since the last pause or success."
        ),
        sa.Column("last_at", TIME, nullable=False, comment="Last attempt that was looked at."),
        sa.Column("not_before", TIME, nullable=False, comment="No attempt is looked at earlier."),
        sa.PrimaryKeyConstraint("bucket", "token", name=op.f("pk_sign_in_attempts")),
        comment="How often signing in failed, and when it may be tried again.",
    )

    for table, columns in MAY_CHANGE.items():
        op.execute(f"GRANT SELECT, INSERT, UPDATE ({', '.join(columns)}) ON {table} TO suluh_app")
    op.execute("GRANT DELETE ON sign_in_attempts TO suluh_app")


def downgrade() -> None:
    """Records are never lost to a step back: restore a backup instead."""
    raise NotImplementedError
