"""Every setting of Suluh, read from the environment (``SULUH_…``); docs/operators.md lists them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from records.errors import SettingsRefused
from records.keys import key_in
from records.node import Node


def _in_keys(name: str) -> Callable[[dict[str, Any]], Path]:
    return lambda fields: Path(fields["data_dir"]) / "keys" / name


class Settings(BaseSettings):
    """The settings of one run; frozen, and passed on openly to what needs them."""

    model_config = SettingsConfigDict(
        env_prefix="SULUH_",
        frozen=True,
        validate_default=True,
        extra="forbid",
        hide_input_in_errors=True,  # a URL holds a password
    )

    data_dir: Path = Field(
        default=Path("suluh-data"),
        description="Folder of all that Suluh keeps: embedded database, columnar copy, keys, models.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="A PostgreSQL server to use instead of the embedded one: postgresql://user:password@host/name",
    )
    database_owner_url: SecretStr | None = Field(
        default=None,
        description="Login of that database's owner, who migrates; database_url is then the application's.",
    )
    node: Node = Field(
        default=Node.PROVINCE,
        description="What this Suluh is: province, or lpsk for LPSK's own, with its own database, keys and accounts.",
    )
    node_name: str = Field(
        default_factory=lambda fields: "lpsk" if fields.get("node") is Node.LPSK else "satgas",
        pattern=r"^[a-z0-9][a-z0-9-]{1,30}$",
        description="Name by which other nodes know this one.",
    )
    threads: int = Field(default=2, ge=1, description="Processor cores that computations may use.")
    seed: int = Field(default=7, ge=0, description="Seed of every random choice.")
    capacity: int = Field(
        default=40, ge=1, description="New people that the task force can take on in a week."
    )
    backup_dir: Path | None = Field(
        default=None,
        description="Folder for a sealed backup every night, on another disk; none are made without it.",
    )
    token_key_file: Path = Field(
        default_factory=_in_keys("token.key"),
        description="Key that turns identifiers into tokens; made on first use. Keep a copy of it.",
    )
    master_key_file: Path = Field(
        default_factory=_in_keys("master.key"),
        description="Key that opens all that is sealed; made on first use. Keep it on another device.",
    )
    audit_key_file: Path = Field(
        default_factory=_in_keys("audit.key"),
        description="Key that signs the audit's heads; made on first use. Whoever has it can sign for you.",
    )
    exchange_key_file: Path = Field(
        default_factory=_in_keys("exchange.key"),
        description="Key that signs bundles for other nodes and opens theirs; made on first use. Keep a copy of it.",
    )

    session_idle_minutes: int = Field(
        default=15, ge=1, le=30, description="Minutes without use after which a session ends."
    )
    session_hours: int = Field(
        default=10, ge=1, le=12, description="Hours after which a session ends in any case."
    )
    public_url: str | None = Field(
        default=None,
        description="Address that browsers use, https://suluh.example; needed for an identity provider.",
    )
    oidc_issuer: str | None = Field(
        default=None,
        description="Identity provider (OpenID Connect) through which linked accounts may sign in.",
    )
    oidc_client_id: str | None = Field(default=None, description="Name of this Suluh at that provider.")
    oidc_client_secret_file: Path | None = Field(
        default=None, description="File that holds the secret agreed with that provider."
    )
    oidc_acr: str | None = Field(
        default=None,
        description="Strength of sign-in (acr) that the provider must confirm, for example its name for two factors.",
    )
    reveal_seconds: int = Field(
        default=60, ge=5, le=600, description="Seconds for which masked values are shown in clear."
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="Mail server that calls those on duty: smtps://user:password@host:465, or smtp:// with STARTTLS.",
    )
    mail_from: str | None = Field(
        default=None,
        pattern=r"^[^@\s]+@[A-Za-z0-9.-]+$",
        description="Address that mail of Suluh comes from.",
    )
    duty_gateway_url: SecretStr | None = Field(
        default=None,
        description="Hook (HTTPS) of a gateway that calls those on duty by text message or telephone.",
    )
    duty_gateway_key_file: Path = Field(
        default_factory=_in_keys("gateway.key"),
        description="Key that signs what is sent to that gateway; made on first use. The gateway gets a copy.",
    )
    letterhead: str = Field(
        default="SATUAN TUGAS TPPO",
        max_length=200,
        description="First lines of printed briefs; lines are parted by semicolons.",
    )
    random_looks: float = Field(
        default=0.05,
        ge=0,
        le=0.5,
        description="Share of that capacity that is drawn outside the ranking, to estimate what it misses.",
    )
    second_review: Literal["never", "before_referral", "always"] = Field(
        default="never",
        description="When a second person judges an alert without seeing the first judgement.",
    )
    webhook_private: bool = Field(
        default=False,
        description="Whether programs may be told of events at addresses of private networks.",
    )
    agreements_file: Path | None = Field(
        default=None,
        description="Your own data-sharing agreements, in the form of sources/agreements.toml.",
    )

    holidays_file: Path | None = Field(
        default=None,
        description="Your own movable public holidays: a CSV file with the columns day, name, decree, confirmed.",
    )

    @field_validator(
        "data_dir",
        "token_key_file",
        "master_key_file",
        "audit_key_file",
        "exchange_key_file",
        "duty_gateway_key_file",
        "backup_dir",
    )
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return None if path is None else path.expanduser().absolute()

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and urlsplit(url.get_secret_value()).scheme.partition("+")[0] != "postgresql":
            raise ValueError("a PostgreSQL URL begins with postgresql://")
        return url

    @classmethod
    def load(cls) -> Settings:
        """The settings of the environment; raises SettingsRefused and names the variables at fault."""
        try:
            return cls()
        except ValidationError as error:
            wrong = "; ".join(
                f"SULUH_{str(fault['loc'][0]).upper()}: {fault['msg']}"
                for fault in error.errors(include_url=False, include_input=False)
                if fault["type"] != "default_factory_not_called"  # only follows from another fault
            )
            raise SettingsRefused(f"Pengaturan keliru. {wrong}", f"Wrong settings. {wrong}") from None

    def token_key(self) -> bytes:
        """The key of the tokens, 32 bytes; made when it does not exist yet."""
        return key_in(self.token_key_file)

    def audit_key(self) -> bytes:
        """The key of the audit's heads, 32 bytes; made when it does not exist yet."""
        return key_in(self.audit_key_file)
