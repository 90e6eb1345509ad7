"""Every setting the product has, read once from the environment by `entry`."""

import base64
import re
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRET_NAMES = (
    "SHOPIFY_API_SECRET",
    "SHOPIFY_WEBHOOK_SECRET",
    "SECRET_KEY",
    "JWT_SECRET_KEY",
)
SECRET_LENGTH_MIN = 32
AGE_START, AGE_LENGTH = "AGE-SECRET-KEY-1", 74  # an age identity: 32 random bytes with a checksum
APP_HANDLE = re.compile(r"[a-z0-9][a-z0-9-]{0,98}")
WEAK_WORDS = ("change", "default", "secret", "password", "example", "insecure", "test")


class WeakSettings(Exception):
    """Production may not start: names every setting that is missing, default or weak."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("production cannot start: " + "; ".join(faults))


class Settings(BaseSettings):
    """The environment by the deployment plan's names; lower-case here, upper-case outside."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", case_sensitive=False)

    environment: Literal["development", "test", "staging", "production"] = "development"
    app_name: str = "InventorySync"
    app_version: str = "0.1.0"
    release: str = ""
    railway_git_commit_sha: str = ""
    app_url: str = "http://127.0.0.1:8000"
    frontend_url: str = "http://127.0.0.1:8000"
    frontend_dist: Path = Path("frontend/dist")
    database_url: str = ""
    redis_url: str = ""
    shopify_api_key: str = ""
    shopify_api_secret: SecretStr = SecretStr("")
    shopify_webhook_secret: SecretStr = SecretStr("")
    shopify_old_api_secret: SecretStr = SecretStr("")
    shopify_api_version: str = "2026-10"
    shopify_dev_url: str = ""
    billing_provider: Literal["self_hosted", "shopify"] = "self_hosted"
    shopify_app_handle: str = ""
    shopify_app_id: str = ""
    partner_organization_id: str = ""
    partner_api_token: SecretStr = SecretStr("")
    partner_api_version: str = "2026-07"
    plan_grace_days: int = Field(default=7, ge=1, le=60)
    secret_key: SecretStr = SecretStr("")
    old_secret_key: SecretStr = SecretStr("")
    jwt_secret_key: SecretStr = SecretStr("")
    algorithm: Literal["HS256", "HS384", "HS512"] = "HS256"
    access_token_expire_minutes: int = Field(default=15, ge=1, le=1440)
    sign_in_days: int = Field(default=90, ge=1, le=400)
    sentry_dsn: str = ""
    enable_sentry: bool = False
    sentry_environment: str = ""
    sentry_release: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    log_format: Literal["json", "console"] = "json"
    metrics_enabled: bool = True
    planning_enabled: bool = True
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = ""
    metrics_token: SecretStr = SecretStr("")
    drain_seconds: float = Field(default=0.0, ge=0, le=300)
    worker_port: int = Field(default=0, ge=0, le=65535)
    cors_origins: str = ""
    requests_per_minute: int = Field(default=6000, ge=0)
    requests_per_minute_of_shop: int = Field(default=30_000, ge=0)
    failed_sign_ins_per_minute: int = Field(default=300, ge=0)
    cache_ttl: int = Field(default=300, ge=0)
    port: int = Field(default=8000, ge=1, le=65535)
    database_pool_size: int = Field(default=10, ge=1, le=64)
    worker_pool_size: int = Field(default=10, ge=1, le=64)
    worker_poll_seconds: float = Field(default=0.5, gt=0)
    reconcile_hours: float = Field(default=6.0, gt=0)
    data_dir: Path = Path(".data")
    backup_to: str = ""
    backup_key: SecretStr = SecretStr("")
    backup_old_key: SecretStr = SecretStr("")
    backup_hours: float = Field(default=24.0, gt=0)
    backup_keep_days: int = Field(default=7, ge=1, le=366)
    backup_keep_weeks: int = Field(default=4, ge=0, le=520)
    backup_keep_months: int = Field(default=0, ge=0, le=120)
    backup_database_url: SecretStr = SecretStr("")
    postgres_programs: str = ""
    backup_s3_endpoint: str = ""
    backup_s3_region: str = "us-east-1"
    backup_s3_key_id: str = ""
    backup_s3_secret: SecretStr = SecretStr("")

    @cached_property
    def webhook_secrets(self) -> tuple[bytes, ...]:
        """The secrets a webhook may be signed with: webhook, api and old api secret, the set ones once."""
        values = (self.shopify_webhook_secret, self.shopify_api_secret, self.shopify_old_api_secret)
        return tuple(dict.fromkeys(v.get_secret_value().encode() for v in values if v.get_secret_value()))

    @cached_property
    def allowed_origins(self) -> tuple[str, ...]:
        """Origins that may call the API from a browser: CORS_ORIGINS and the web app's own."""
        listed = [origin.strip().rstrip("/") for origin in self.cors_origins.split(",") if origin.strip()]
        return tuple(dict.fromkeys([*listed, self.frontend_url.rstrip("/")]))

    @cached_property
    def release_name(self) -> str:
        """Which release runs, as logs and error reports say it: the commit where it is known."""
        commit = self.railway_git_commit_sha[:12]
        return self.sentry_release or self.release or commit or self.app_version

    @property
    def reports_errors(self) -> bool:
        """Whether errors are reported to Sentry."""
        return self.enable_sentry and bool(self.sentry_dsn)

    @property
    def reports_origin(self) -> str:
        """Where browsers send theirs: the DSN without its key and project."""
        parsed = urlsplit(self.sentry_dsn)
        port = f":{parsed.port}" if parsed.port else ""
        return f"{parsed.scheme}://{parsed.hostname}{port}" if self.reports_errors else ""

    @cached_property
    def sends_mail(self) -> bool:
        """Whether mails leave: with SMTP_URL, or into the outbox of a development installation."""
        return bool(self.smtp_url.get_secret_value()) or self.environment == "development"

    @property
    def app_host(self) -> str:
        """The host of APP_URL, without its port."""
        return urlsplit(self.app_url).hostname or ""

    @property
    def frontend_host(self) -> str:
        """The host of FRONTEND_URL, without its port."""
        return urlsplit(self.frontend_url).hostname or ""

    def require_production_secrets(self) -> None:
        """Raise WeakSettings in production for anything missing, default or weak; elsewhere do nothing."""
        if self.environment != "production":
            return
        names = (*SECRET_NAMES, "METRICS_TOKEN") if self.metrics_enabled else SECRET_NAMES
        faults = [fault for name in names if (fault := self._fault_of_secret(name))]
        faults += [
            f"{name} is missing"
            for name in ("DATABASE_URL", "REDIS_URL", "SHOPIFY_API_KEY")
            if not getattr(self, name.lower())
        ]
        faults += [
            f"{name} must be an https address"
            for name in ("APP_URL", "FRONTEND_URL")
            if not getattr(self, name.lower()).startswith("https://")
        ]
        if self.smtp_url.get_secret_value() and not self.mail_from:
            faults.append("MAIL_FROM is missing: SMTP_URL is set")
        if self.enable_sentry and not self.sentry_dsn:
            faults.append("SENTRY_DSN is missing: ENABLE_SENTRY is set")
        if self.backup_to and (fault := self.fault_of_backup_key()):
            faults.append(fault)
        faults += self.faults_of_billing()
        if self.shopify_dev_url:
            faults.append("SHOPIFY_DEV_URL must not be set in production")
        if faults:
            raise WeakSettings(faults)

    def faults_of_billing(self) -> list[str]:
        """What a provider other than ourselves lacks; empty where nobody is asked for a plan."""
        if self.billing_provider == "self_hosted":
            return []
        numbers = ("SHOPIFY_APP_ID", "PARTNER_ORGANIZATION_ID")
        faults = [f"{name} is no number" for name in numbers if not getattr(self, name.lower()).isdigit()]
        if not APP_HANDLE.fullmatch(self.shopify_app_handle):
            faults.append("SHOPIFY_APP_HANDLE is missing, or none of Shopify's")
        if (fault := self._fault_of_secret("PARTNER_API_TOKEN")) is not None:
            faults.append(fault)
        return faults

    def fault_of_backup_key(self) -> str | None:
        """Why BACKUP_KEY cannot seal backups, None where it can."""
        value = self.backup_key.get_secret_value().strip()
        if not value:
            return "BACKUP_KEY is missing: BACKUP_TO is set"
        is_age = value.startswith(AGE_START) and len(value) == AGE_LENGTH
        if not is_age or len(set(value.removeprefix(AGE_START))) < 12:
            return "BACKUP_KEY is weak: it must be an age identity (inventorysync secrets makes one)"
        return None

    def _fault_of_secret(self, name: str) -> str | None:
        value = getattr(self, name.lower()).get_secret_value()
        if not value:
            return f"{name} is missing"
        if any(word in value.lower() for word in WEAK_WORDS):
            return f"{name} looks like a default value"
        if name.startswith(("SHOPIFY", "PARTNER")):
            return None if len(value) >= SECRET_LENGTH_MIN else f"{name} is shorter than Shopify issues"
        if len(value) < SECRET_LENGTH_MIN or len(set(value)) < SECRET_LENGTH_MIN // 4:
            return f"{name} is weak: at least {SECRET_LENGTH_MIN} random characters are needed"
        if name == "SECRET_KEY" and not _is_key_of_32_bytes(value):
            return "SECRET_KEY must be 32 bytes in base64 (inventorysync secrets makes one)"
        return None


def _is_key_of_32_bytes(value: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(value)) == 32
    except ValueError:
        return False
