"""Accounts, sessions and API clients: who may come in.

No column holds a clear secret: passwords as argon2id, random codes and tokens as hashes, secrets that must be
read again (TOTP) sealed. Logins, devices and addresses stand as keyed tokens alone.
"""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from records.tables.declare import Rights, metadata

_NEVER = "role NOT IN ('system', 'operator')"
_NO_COUNTER = "body ~ '^[a-z_]+-[a-z0-9-]+$' AND body !~ '^(checkpoint|passport)'"

accounts = Table(
    "accounts",
    metadata,
    Column("account_id", Text, primary_key=True, comment="Opaque id of the account, in audit and sessions."),
    Column(
        "number",
        BigInteger,
        Identity(always=True),
        nullable=False,
        unique=True,
        comment="Number under which the row's key is kept.",
    ),
    Column("login_token", Text, nullable=False, unique=True, comment="Keyed token of the login."),
    Column("sealed", LargeBinary, nullable=False, comment="Login and display name, sealed."),
    Column("created_at", DateTime(timezone=True), nullable=False, comment="When the account was made."),
    Column("created_by", Text, nullable=False, comment="Who made it."),
    Column("disabled_at", DateTime(timezone=True), comment="Since when nobody enters with it."),
    comment="People who may sign in; their roles stand in account_roles.",
)

account_roles = Table(
    "account_roles",
    metadata,
    Column(
        "grant_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the granted role."
    ),
    Column(
        "account_id", ForeignKey("accounts.account_id"), nullable=False, index=True, comment="Whose role."
    ),
    Column("role", Text, nullable=False, comment="Role, of records.rights.role."),
    Column(
        "areas",
        ARRAY(Text),
        nullable=False,
        comment="Beginnings of Kemendagri codes it reaches; an empty beginning is the nation.",
    ),
    Column(
        "body",
        Text,
        nullable=False,
        comment="Institution for which the person acts: its kind in records.rights.bodies, a dash, its name.",
    ),
    Column("office", Text, nullable=False, server_default="", comment="Code of the LTSA office, or nothing."),
    Column("valid_from", DateTime(timezone=True), nullable=False, comment="First moment of the role."),
    Column("valid_to", DateTime(timezone=True), comment="End of the role; empty while it is open."),
    Column("granted_at", DateTime(timezone=True), nullable=False, comment="When it was granted."),
    Column("granted_by", Text, nullable=False, comment="Who granted it."),
    CheckConstraint(_NEVER, name="no_program_role"),
    CheckConstraint(_NO_COUNTER, name="no_counter"),
    comment="Roles of accounts, each with its reach, its institution and its time.",
)

credentials = Table(
    "credentials",
    metadata,
    Column(
        "credential_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the proof."
    ),
    Column(
        "account_id", ForeignKey("accounts.account_id"), nullable=False, index=True, comment="Whose proof."
    ),
    Column("kind", Text, nullable=False, comment="password, set_up_code, totp, recovery_code or oidc."),
    Column(
        "hash",
        Text,
        comment="argon2id of a password, SHA-256 of a random code, keyed token of an OIDC issuer and subject.",
    ),
    Column("sealed", LargeBinary, comment="TOTP secret, sealed; its key stands under credential_id."),
    Column("last_step", BigInteger, comment="Last TOTP step that was used; earlier ones are refused."),
    Column("confirmed_at", DateTime(timezone=True), comment="When a TOTP secret was first proven."),
    Column("expires_at", DateTime(timezone=True), comment="End of a set-up code."),
    Column("created_at", DateTime(timezone=True), nullable=False, comment="When it was made."),
    Column(
        "retired_at", DateTime(timezone=True), comment="Since when it proves nothing: used up or replaced."
    ),
    CheckConstraint(
        "kind IN ('password', 'set_up_code', 'totp', 'recovery_code', 'oidc')", name="known_kind"
    ),
    CheckConstraint("(kind = 'totp') = (hash IS NULL)", name="hashed_or_sealed"),
    Index(
        "uq_credentials_one_in_force",
        "account_id",
        "kind",
        unique=True,
        postgresql_where=text(
            "retired_at IS NULL AND (kind IN ('password', 'set_up_code') "
            "OR kind = 'totp' AND confirmed_at IS NOT NULL)"
        ),
    ),
    Index(
        "uq_credentials_one_subject",
        "hash",
        unique=True,
        postgresql_where=text("retired_at IS NULL AND kind = 'oidc'"),
    ),
    comment="What an account proves itself with. Rows stay after they are retired.",
)

sessions = Table(
    "sessions",
    metadata,
    Column(
        "session_id", Text, primary_key=True, comment="Opaque id of the session, in the audit; no secret."
    ),
    Column(
        "token_hash",
        LargeBinary,
        nullable=False,
        unique=True,
        comment="SHA-256 of the cookie's 256-bit token.",
    ),
    Column("account_id", ForeignKey("accounts.account_id"), nullable=False, index=True, comment="Whose."),
    Column(
        "grant_id",
        ForeignKey("account_roles.grant_id"),
        comment="Role that the person acts in; empty while the account is being set up.",
    ),
    Column("purpose", Text, nullable=False, server_default="", comment="Purpose they act for."),
    Column("device", Text, nullable=False, server_default="", comment="Keyed token of the device."),
    Column("created_at", DateTime(timezone=True), nullable=False, comment="When it was opened."),
    Column(
        "authenticated_at", DateTime(timezone=True), nullable=False, comment="Last full proof of identity."
    ),
    Column("seen_at", DateTime(timezone=True), nullable=False, comment="Last use, to the minute."),
    Column("idle_seconds", Integer, nullable=False, comment="Ends when it is not used for so long."),
    Column("ends_at", DateTime(timezone=True), nullable=False, comment="Ends at the latest."),
    Column("ended_at", DateTime(timezone=True), comment="When it was ended before its time."),
    Column(
        "ended_because", Text, comment="Why: sign_out, switch, password, rights, disabled, killed, locked."
    ),
    Column(
        "locked_at", DateTime(timezone=True), comment="When the screen was locked; empty while it is open."
    ),
    Column(
        "unlock_failures",
        Integer,
        nullable=False,
        server_default="0",
        comment="Wrong passwords since it was locked.",
    ),
    comment="Sessions of people, on the server. A row without a role can do nothing but set the account up.",
)

api_clients = Table(
    "api_clients",
    metadata,
    Column("client_id", Text, primary_key=True, comment="Opaque id of the client, part of its key."),
    Column("secret_hash", LargeBinary, nullable=False, comment="SHA-256 of the key's 256-bit secret."),
    Column("label", Text, nullable=False, comment="Which program it is; never a person's name."),
    Column("role", Text, nullable=False, comment="The one role it acts in."),
    Column("purpose", Text, nullable=False, comment="Purpose where a request names none."),
    Column("areas", ARRAY(Text), nullable=False, comment="Beginnings of Kemendagri codes it reaches."),
    Column("body", Text, nullable=False, comment="Institution that runs the program, named likewise."),
    Column("office", Text, nullable=False, server_default="", comment="Code of the LTSA office, or nothing."),
    Column("scopes", ARRAY(Text), nullable=False, comment="Permissions it is limited to."),
    Column("created_at", DateTime(timezone=True), nullable=False, comment="When the key was made."),
    Column("created_by", Text, nullable=False, comment="Who made it."),
    Column("expires_at", DateTime(timezone=True), nullable=False, comment="End of the key, a year at most."),
    Column("last_used_at", DateTime(timezone=True), comment="Last use, to the minute."),
    Column("revoked_at", DateTime(timezone=True), comment="Since when the key opens nothing."),
    CheckConstraint(_NEVER, name="no_program_role"),
    CheckConstraint(_NO_COUNTER, name="no_counter"),
    CheckConstraint("cardinality(scopes) > 0", name="scoped"),
    CheckConstraint("expires_at <= created_at + interval '366 days'", name="a_year_at_most"),
    comment="Programs of other institutions that call the API with a key.",
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("bucket", Text, primary_key=True, comment="What is slowed down: pair, login or origin."),
    Column("token", Text, primary_key=True, comment="Keyed token of login, device or address."),
    Column("failures", Integer, nullable=False, comment="Failures since the last pause or success."),
    Column("last_at", DateTime(timezone=True), nullable=False, comment="Last attempt that was looked at."),
    Column("not_before", DateTime(timezone=True), nullable=False, comment="No attempt is looked at earlier."),
    comment="How often signing in failed, and when it may be tried again.",
)

RIGHTS: tuple[Rights, ...] = (
    Rights(accounts, insert=True, update=("login_token", "sealed", "disabled_at")),
    Rights(account_roles, insert=True, update=("valid_to",)),
    Rights(credentials, insert=True, update=("hash", "last_step", "confirmed_at", "retired_at")),
    Rights(
        sessions,
        insert=True,
        update=("seen_at", "ended_at", "ended_because", "locked_at", "unlock_failures"),
    ),
    Rights(api_clients, insert=True, update=("last_used_at", "revoked_at")),
    Rights(sign_in_attempts, insert=True, update=("failures", "last_at", "not_before"), delete=True),
)
