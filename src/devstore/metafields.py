"""Custom fields of records, kept in the store's file: at most 25 a call, atomic (PLATFORM.md C.4)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from devstore.inventory import Refused, UserError
from devstore.state import Store

WRITES_MAX = 25
VALUE_BYTES_MAX = 10 * 1024 * 1024
APP_PREFIX = "app--1"  # what $app stands for
_DEFINITIONS = "metafield_definitions"
_DEFINITION_GID = "gid://shopify/MetafieldDefinition/"
OWNER_TYPES = {
    "LOCATION": "Location",
    "ORDER": "Order",
    "PRODUCT": "Product",
    "PRODUCTVARIANT": "ProductVariant",
    "SHOP": "Shop",
    "TRANSFER": "InventoryTransfer",
}
_TABLE = """
CREATE TABLE IF NOT EXISTS metafields (
  id INTEGER PRIMARY KEY, owner TEXT NOT NULL, namespace TEXT NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL,
  value TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (owner, namespace, key))
"""
_SELECT = "SELECT id, owner, namespace, key, type, value, created_at, updated_at FROM metafields"


@dataclass(frozen=True)
class Metafield:
    """One value of one owner."""

    kind: ClassVar[str] = "Metafield"
    id: int
    owner: str
    namespace: str
    key: str
    type: str
    value: str
    created_at: datetime
    updated_at: datetime

    @property
    def digest(self) -> str:
        """What `compareDigest` is compared with."""
        return hashlib.sha256(self.value.encode()).hexdigest()


def full_namespace(name: str | None) -> str:
    """The namespace with `$app` written out; none at all is the app's own."""
    if not name or name == "$app":
        return APP_PREFIX
    return name.replace("$app:", f"{APP_PREFIX}--", 1) if name.startswith("$app:") else name


def metafields_of(store: Store, owner: str) -> list[Metafield]:
    """Everything kept of an owner, oldest first."""
    rows = _connection(store).execute(f"{_SELECT} WHERE owner = ? ORDER BY id", (owner,))
    return [_metafield(row) for row in rows]


def set_metafields(store: Store, given: Sequence[dict[str, Any]]) -> list[Metafield]:
    """Write values, all or none. Raises Refused: more than 25, too large, no type, a stale digest."""
    connection = _connection(store)
    if len(given) > WRITES_MAX:
        message = f"Exceeded the maximum metafields input limit of {WRITES_MAX}."
        raise Refused([UserError(["metafields"], message, "LESS_THAN_OR_EQUAL_TO")])
    errors = [error for index, one in enumerate(given) for error in _problems(store, one, index)]
    if errors:
        raise Refused(errors)
    written = []
    with store.transaction():
        now = store.clock.now().isoformat()
        for one in given:
            known = _find(store, one)
            values = (
                one["ownerId"], full_namespace(one.get("namespace")), one["key"],
                one.get("type") or (known.type if known else ""), one["value"], now, now,
            )  # fmt: skip
            connection.execute(
                "INSERT INTO metafields (owner, namespace, key, type, value, created_at, updated_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (owner, namespace, key) DO UPDATE SET"
                " type = excluded.type, value = excluded.value, updated_at = excluded.updated_at",
                values,
            )
            found = _find(store, one)
            written += [found] if found else []
    return written


def delete_metafields(store: Store, given: Sequence[dict[str, Any]]) -> list[bool]:
    """Remove values; tells for each whether there was one."""
    connection = _connection(store)
    with store.transaction():
        return [
            connection.execute(
                "DELETE FROM metafields WHERE owner = ? AND namespace = ? AND key = ?",
                (one["ownerId"], full_namespace(one["namespace"]), one["key"]),
            ).rowcount
            > 0
            for one in given
        ]


def define(store: Store, given: dict[str, Any]) -> dict[str, Any]:
    """Add a definition. Raises Refused when the key is taken."""
    definitions: list[dict[str, Any]] = store.database.setting(_DEFINITIONS) or []
    made = {
        "id": f"{_DEFINITION_GID}{_next_number(definitions)}",
        "namespace": full_namespace(given.get("namespace")),
        "key": given["key"],
        "name": given["name"],
        "ownerType": given["ownerType"],
        "type": {"name": given["type"]},
    }
    same = ("namespace", "key", "ownerType")
    if any(all(one[name] == made[name] for name in same) for one in definitions):
        message = f"Key is in use for {made['ownerType']} metafields on the '{made['namespace']}' namespace."
        raise Refused([UserError(["definition", "key"], message, "TAKEN")])
    store.set_setting(_DEFINITIONS, [*definitions, made])
    return made


def definitions_of(store: Store, owner_type: str, namespace: str | None) -> list[dict[str, Any]]:
    """Definitions for owners of a type, oldest first; with a namespace those in it."""
    known: list[dict[str, Any]] = store.database.setting(_DEFINITIONS) or []
    wanted = full_namespace(namespace) if namespace else None
    return [
        one for one in known if one["ownerType"] == owner_type and wanted in (None, str(one["namespace"]))
    ]


def delete_definition(store: Store, definition_id: str, *, with_values: bool) -> dict[str, Any]:
    """Remove a definition, and with it what is kept under it when asked to. Raises Refused."""
    known: list[dict[str, Any]] = store.database.setting(_DEFINITIONS) or []
    found = next((one for one in known if one["id"] == definition_id), None)
    if found is None:
        raise Refused([UserError(["id"], "Definition not found.", "NOT_FOUND")])
    store.set_setting(_DEFINITIONS, [one for one in known if one is not found])
    if with_values:
        owners = f"gid://shopify/{OWNER_TYPES[found['ownerType']]}/%"
        with store.transaction():
            _connection(store).execute(
                "DELETE FROM metafields WHERE owner LIKE ? AND namespace = ? AND key = ?",
                (owners, found["namespace"], found["key"]),
            )
    return found


def _next_number(definitions: Sequence[dict[str, Any]]) -> int:
    numbers = (int(one["id"].removeprefix(_DEFINITION_GID)) for one in definitions)
    return max(numbers, default=0) + 1


def _problems(store: Store, given: dict[str, Any], index: int) -> list[UserError]:
    path, known = ["metafields", str(index)], _find(store, given)
    if not given["value"]:
        return [UserError([*path, "value"], "Value can't be blank.", "BLANK")]
    if len(given["value"].encode()) > VALUE_BYTES_MAX:
        return [UserError([*path, "value"], "Value is too long.", "TOO_LONG")]
    if not given.get("type") and known is None:
        return [UserError([*path, "type"], "Type can't be blank.", "BLANK")]
    if "compareDigest" in given and given["compareDigest"] != (known.digest if known else None):
        message = "The resource has been updated since it was loaded. Try again with an updated digest value."
        return [UserError(path, message, "STALE_OBJECT")]
    return []


def _find(store: Store, given: dict[str, Any]) -> Metafield | None:
    row = (
        _connection(store)
        .execute(
            f"{_SELECT} WHERE owner = ? AND namespace = ? AND key = ?",
            (given["ownerId"], full_namespace(given.get("namespace")), given["key"]),
        )
        .fetchone()
    )
    return _metafield(row) if row else None


def _metafield(row: Sequence[Any]) -> Metafield:
    number, owner, namespace, key, kind, value, created_at, updated_at = row
    times = (datetime.fromisoformat(created_at), datetime.fromisoformat(updated_at))
    return Metafield(number, owner, namespace, key, kind, value, *times)


def _connection(store: Store) -> Any:
    store.database.connection.execute(_TABLE)
    return store.database.connection
