"""Who may call: ID tokens, token exchange, refresh, expiry and the end of an installation (PLATFORM.md A)."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import uuid4

import jwt

from devstore.config import Config
from devstore.state import Store

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105
OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
ONLINE = "urn:shopify:params:oauth:token-type:online-access-token"
ID_TOKEN_SECONDS = 60
LEEWAY_SECONDS = 10
ACCESS_SECONDS = 3600
ONLINE_SECONDS = 86_400
REFRESH_LIFE = timedelta(days=90)
REUSE_LIFE = timedelta(days=30)
STAFF_USER = 1

_TABLE = """
CREATE TABLE IF NOT EXISTS tokens (
  access_token TEXT PRIMARY KEY, refresh_token TEXT, made_at TEXT NOT NULL, expires_at TEXT,
  refresh_expires_at TEXT, refreshed_at TEXT, parent TEXT, scopes TEXT NOT NULL, user_id INTEGER
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tokens_by_refresh ON tokens (refresh_token);
"""


class TokenRefused(Exception):
    """The token endpoint's refusal: HTTP status and OAuth error code."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.status = error, status


class AccessRefused(Exception):
    """The Admin API does not know the token (401), or knows it and does not accept its kind (403)."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Access:
    """What a call may do."""

    token: str
    scopes: frozenset[str]
    user_id: int | None = None


class Gatekeeper:
    """Mints and checks tokens of the one app and shop; tokens live in the store's file and its time."""

    def __init__(self, store: Store, config: Config, scopes: Sequence[str]) -> None:
        self._store, self._config, self._scopes = store, config, tuple(scopes)
        self._db = store.database.connection
        self._db.executescript(_TABLE)

    # --- installation ---

    @property
    def is_installed(self) -> bool:
        """Whether the merchant has the app."""
        return bool(self.installation.get("installed"))

    @property
    def installation(self) -> dict[str, Any]:
        """The installation's facts: installed, scopes, installed_at, uninstalled_at."""
        kept: dict[str, Any] = self._store.database.setting("installation") or {}
        return kept

    @property
    def granted_scopes(self) -> tuple[str, ...]:
        """What the merchant has agreed to; `write_x` brings `read_x` (PLATFORM.md A.8)."""
        return tuple(self.installation.get("scopes", ()))

    def install(self) -> None:
        """Managed installation: the merchant agrees to the scopes of shopify.app.toml."""
        now = self._store.clock.now().isoformat()
        facts = {"installed": True, "scopes": list(self._scopes), "installed_at": now}
        self._store.set_setting("installation", self.installation | facts | {"uninstalled_at": None})

    def uninstall(self) -> None:
        """End the installation: every token is dead at once."""
        with self._store.transaction():
            now = self._store.clock.now().isoformat()
            kept = self.installation | {"installed": False, "scopes": [], "uninstalled_at": now}
            self._store.set_setting("installation", kept)
            self._db.execute("DELETE FROM tokens")

    def revoke_scopes(self, scopes: Sequence[str]) -> tuple[str, ...]:
        """Take scopes away (appRevokeAccessScopes); answers those that were granted before."""
        before = self.granted_scopes
        kept = [scope for scope in before if scope not in scopes]
        self._store.set_setting("installation", self.installation | {"scopes": kept})
        return tuple(scope for scope in before if scope in scopes)

    # --- ID tokens ---

    def mint_id_token(self, user_id: int = STAFF_USER, *, lifetime: int = ID_TOKEN_SECONDS) -> str:
        """What App Bridge gives the framed app: a JWT of one minute (PLATFORM.md A.2).

        Its times are the machine's: the app checks them by its own clock, which nobody moves.
        """
        now = int(time.time())
        shop = f"https://{self._config.shop_domain}"
        claims = {
            "iss": f"{shop}/admin",
            "dest": shop,
            "aud": self._config.client_id,
            "sub": str(user_id),
            "exp": now + lifetime,
            "nbf": now,
            "iat": now,
            "jti": str(uuid4()),
            "sid": token_hex(32),
        }
        return jwt.encode(claims, self._config.client_secret, algorithm="HS256")

    # --- the token endpoint ---

    def grant(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """Answer POST /admin/oauth/access_token. Raises TokenRefused (PLATFORM.md A.3, A.4)."""
        secrets = {self._config.client_secret, self._config.old_client_secret} - {""}
        if form.get("client_id") != self._config.client_id or form.get("client_secret") not in secrets:
            raise TokenRefused("invalid_client", "The client credentials are invalid.")
        match form.get("grant_type"):
            case "refresh_token":
                return self._refresh(str(form.get("refresh_token", "")))
            case grant if grant == EXCHANGE:
                return self._exchange(form)
            case other:
                raise TokenRefused("unsupported_grant_type", f"The grant type {other!r} is not supported.")

    def access(self, token: str) -> Access:
        """What an Admin API call with this token may do. Raises AccessRefused."""
        row = self._db.execute(
            "SELECT expires_at, scopes, user_id, parent FROM tokens WHERE access_token = ?", (token,)
        ).fetchone()
        now = self._store.clock.now()
        if row is None or not self.is_installed or (row[0] and datetime.fromisoformat(row[0]) <= now):
            message = "[API] Invalid API key or access token (unrecognized login or wrong password)"
            raise AccessRefused(401, message)
        if row[0] is None:
            message = "[API] Non-expiring access tokens are no longer accepted for the Admin API."
            raise AccessRefused(403, message)
        granted = set(self.granted_scopes) & set(row[1].split(","))
        implied = {"read_" + scope.removeprefix("write_") for scope in granted if scope.startswith("write_")}
        return Access(token, frozenset(granted | implied), row[2])

    def _exchange(self, form: Mapping[str, Any]) -> dict[str, Any]:
        wanted = form.get("requested_token_type", OFFLINE)
        if wanted not in (OFFLINE, ONLINE):
            raise TokenRefused("invalid_request", "The requested token type is not supported.")
        subject = str(form.get("subject_token", ""))
        if form.get("subject_token_type") == OFFLINE:
            return self._exchange_permanent(subject)
        if form.get("subject_token_type") != ID_TOKEN:
            raise TokenRefused("invalid_request", "The subject token type is not supported.")
        claims = self._verified(subject)
        if not self.is_installed:
            raise TokenRefused("invalid_subject_token", "The app is not installed in this shop.")
        user_id = int(claims["sub"]) if wanted == ONLINE else None
        expires = str(form.get("expiring", "0")) in ("1", "true", "True")
        return self._issue(None, user_id=user_id, expires=expires or wanted == ONLINE)

    def _verified(self, subject: str) -> dict[str, Any]:
        for secret in {self._config.client_secret, self._config.old_client_secret} - {""}:
            try:
                claims: dict[str, Any] = jwt.decode(
                    subject,
                    secret,
                    algorithms=["HS256"],
                    audience=self._config.client_id,
                    leeway=LEEWAY_SECONDS,
                    options={"require": ["exp", "nbf", "dest", "sub"]},
                )
            except jwt.InvalidTokenError:
                continue
            if claims["dest"] == f"https://{self._config.shop_domain}":
                return claims
        raise TokenRefused("invalid_subject_token", "The subject token is invalid or has expired.")

    def _exchange_permanent(self, token: str) -> dict[str, Any]:
        found = self._db.execute(
            "DELETE FROM tokens WHERE access_token = ? AND expires_at IS NULL RETURNING 1", (token,)
        ).fetchone()
        if found is None:
            raise TokenRefused("invalid_subject_token", "The subject token is not a permanent offline token.")
        return self._issue(None, user_id=None, expires=True)

    def _refresh(self, refresh_token: str) -> dict[str, Any]:
        row = self._db.execute(
            "SELECT access_token, refresh_expires_at, refreshed_at FROM tokens WHERE refresh_token = ?",
            (refresh_token,),
        ).fetchone()
        now = self._store.clock.now()
        if row is None or not self.is_installed or datetime.fromisoformat(row[1]) <= now:
            raise TokenRefused("invalid_grant", "The refresh token is invalid or has expired.")
        access_token, _, refreshed_at = row
        if refreshed_at:
            # Since 2026-08-28 a used token may be tried again until its replacement has been used.
            (used,) = self._db.execute(
                "SELECT count(*) FROM tokens WHERE parent = ? AND refreshed_at IS NOT NULL", (access_token,)
            ).fetchone()
            if used or now - datetime.fromisoformat(refreshed_at) > REUSE_LIFE:
                raise TokenRefused("invalid_grant", "The refresh token has been used.")
        else:
            self._db.execute(
                "UPDATE tokens SET refreshed_at = ? WHERE access_token = ?", (now.isoformat(), access_token)
            )
        return self._issue(access_token, user_id=None, expires=True)

    def _issue(self, parent: str | None, *, user_id: int | None, expires: bool) -> dict[str, Any]:
        now = self._store.clock.now()
        lifetime = ONLINE_SECONDS if user_id is not None else ACCESS_SECONDS
        token = ("shpua_" if user_id is not None else "shpat_") + token_hex(16)
        scopes = ",".join(self.granted_scopes)
        answer: dict[str, Any] = {"access_token": token, "scope": scopes}
        refresh_token = None
        if expires:
            answer["expires_in"] = lifetime
        if expires and user_id is None:
            refresh_token = "shprt_" + token_hex(16)
            answer["refresh_token"] = refresh_token
            answer["refresh_token_expires_in"] = int(REFRESH_LIFE.total_seconds())
        if user_id is not None:
            answer |= {"associated_user_scope": scopes, "associated_user": _user(user_id)}
        self._db.execute(
            "INSERT INTO tokens VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?)",
            (
                token,
                refresh_token,
                now.isoformat(),
                (now + timedelta(seconds=lifetime)).isoformat() if expires else None,
                (now + REFRESH_LIFE).isoformat() if refresh_token else None,
                parent,
                scopes,
                user_id,
            ),
        )
        return answer


def _user(user_id: int) -> dict[str, Any]:
    return {
        "id": user_id,
        "first_name": "Sam",
        "last_name": "Keeper",
        "email": "sam@inventorysync-demo.example",
        "account_owner": user_id == STAFF_USER,
        "locale": "en",
        "collaborator": False,
        "email_verified": True,
    }
