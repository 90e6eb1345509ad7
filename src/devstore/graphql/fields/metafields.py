"""Custom fields in the API."""

from typing import Any

from devstore.graphql.context import Context
from devstore.graphql.fields.paging import Connection, attribute, keys, page
from devstore.graphql.nodes import find_node
from devstore.graphql.selection import Resolver
from devstore.inventory import Refused, UserError
from devstore.metafields import (
    define,
    definitions_of,
    delete_definition,
    delete_metafields,
    full_namespace,
    metafields_of,
    set_metafields,
)
from devstore.state import gid

OWNERS = ("Product", "ProductVariant", "Location", "Order")
INSTALLATION_ID = 70_000_001
INSTALLATION = gid("AppInstallation", INSTALLATION_ID)


def _of(source: Any, args: dict[str, Any], context: Context) -> Connection:
    found = metafields_of(context.store, gid(source.kind, source.id))
    if args.get("namespace"):
        found = [one for one in found if one.namespace == full_namespace(args["namespace"])]
    if args.get("keys"):
        found = [
            one for one in found if f"{one.namespace}.{one.key}" in args["keys"] or one.key in args["keys"]
        ]
    return page(found, args)


def _one_of(source: Any, args: dict[str, Any], context: Context) -> Any:
    wanted = (full_namespace(args.get("namespace")), args["key"])
    found = metafields_of(context.store, gid(source.kind, source.id))
    return next((one for one in found if (one.namespace, one.key) == wanted), None)


def _owner_is_known(context: Context, owner: str) -> bool:
    if owner == INSTALLATION:
        return True
    kind, _, number = owner.removeprefix("gid://shopify/").partition("/")
    return kind in OWNERS and number.isdigit() and find_node(context, owner) is not None


def _set(_source: Any, args: dict[str, Any], context: Context) -> dict[str, Any]:
    given = args["metafields"]
    unknown = [index for index, one in enumerate(given) if not _owner_is_known(context, one["ownerId"])]
    if unknown:
        errors = [
            UserError(["metafields", str(index), "ownerId"], "Owner does not exist.", "INVALID")
            for index in unknown
        ]
        return {"metafields": None, "userErrors": errors}
    try:
        return {"metafields": set_metafields(context.store, given), "userErrors": []}
    except Refused as refusal:
        return {"metafields": None, "userErrors": refusal.errors}


def _delete(_source: Any, args: dict[str, Any], context: Context) -> dict[str, Any]:
    given = args["metafields"]
    were_there = delete_metafields(context.store, given)
    deleted = [one if was_there else None for one, was_there in zip(given, were_there, strict=True)]
    return {"deletedMetafields": deleted, "userErrors": []}


def _define(_source: Any, args: dict[str, Any], context: Context) -> dict[str, Any]:
    try:
        return {"createdDefinition": define(context.store, args["definition"]), "userErrors": []}
    except Refused as refusal:
        return {"createdDefinition": None, "userErrors": refusal.errors}


def list_definitions(args: dict[str, Any], context: Context) -> Connection:
    """Definitions of an owner type, in their order."""
    found = definitions_of(context.store, args["ownerType"], args.get("namespace"))
    return page(found, args, lambda one: (one["id"],))


def of_installation(_source: Any, args: dict[str, Any], context: Context) -> Connection:
    """What the app keeps at its own installation."""
    found = metafields_of(context.store, INSTALLATION)
    if args.get("namespace"):
        found = [one for one in found if one.namespace == full_namespace(args["namespace"])]
    return page(found, args)


def _undefine(_source: Any, args: dict[str, Any], context: Context) -> dict[str, Any]:
    with_values = bool(args.get("deleteAllAssociatedMetafields"))
    try:
        gone = delete_definition(context.store, args.get("id") or "", with_values=with_values)
    except Refused as refusal:
        return {"deletedDefinitionId": None, "deletedDefinition": None, "userErrors": refusal.errors}
    return {"deletedDefinitionId": gone["id"], "deletedDefinition": gone, "userErrors": []}


def _element(source: UserError, _args: dict[str, Any], _context: Context) -> int | None:
    path = source.field or []
    return int(path[1]) if len(path) > 1 and path[1].isdigit() else None


MUTATIONS: dict[str, Resolver] = {
    "metafieldDefinitionCreate": _define,
    "metafieldDefinitionDelete": _undefine,
    "metafieldsSet": _set,
    "metafieldsDelete": _delete,
}
OWNED: dict[str, Resolver] = {"metafield": _one_of, "metafields": _of}

FIELDS: dict[str, dict[str, Resolver]] = {
    "Metafield": {
        "id": lambda source, _a, _c: gid("Metafield", source.id),
        "namespace": attribute("namespace"),
        "key": attribute("key"),
        "type": attribute("type"),
        "value": attribute("value"),
        "compareDigest": attribute("digest"),
        "createdAt": attribute("created_at"),
        "updatedAt": attribute("updated_at"),
        "owner": lambda source, _a, context: find_node(context, source.owner),
    },
    "MetafieldIdentifier": keys("ownerId", "namespace", "key"),
    "MetafieldDefinition": keys("id", "namespace", "key", "name", "ownerType", "type"),
    "MetafieldDefinitionType": keys("name"),
    "MetafieldDefinitionIdentifier": keys("ownerType", "namespace", "key"),
    "MetafieldsSetUserError": {
        "field": attribute("field"),
        "message": attribute("message"),
        "code": attribute("code"),
        "elementIndex": _element,
    },
}
