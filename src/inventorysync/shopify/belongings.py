"""What an app keeps in a store beside its documents: custom fields, their definitions, and webhooks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from inventorysync.shopify.budget import Priority
from inventorysync.shopify.client import AdminClient, ShopAccess
from inventorysync.shopify.generated import (
    inputs,
    installation_metafields,
    metafield_definition_delete,
    metafield_definitions_page,
    metafields_delete,
    webhook_subscriptions_list,
)

NAMESPACES = ("$app", "$app:inventorysync")  # those that are the app's own (PLATFORM.md C.4)
OwnerType = Literal["PRODUCT", "PRODUCTVARIANT", "LOCATION", "ORDER", "TRANSFER", "SHOP"]
OWNER_TYPES: tuple[OwnerType, ...] = get_args(OwnerType)
PAGE = 250
DELETED_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Named:
    """A custom field or its definition."""

    gid: str
    namespace: str
    key: str


async def own_definitions(client: AdminClient, access: ShopAccess, owner_type: OwnerType) -> list[Named]:
    """The definitions of custom fields that the app made for owners of a type, in all its NAMESPACES."""
    found: dict[str, Named] = {}
    for namespace in NAMESPACES:
        after: str | None = None
        while True:
            variables = metafield_definitions_page.Variables(
                owner_type=owner_type, namespace=namespace, first=PAGE, after=after
            )
            operation = metafield_definitions_page.OPERATION
            data = await client.execute(access, operation, variables, priority=Priority.INTERACTIVE)
            page = data.metafield_definitions
            found |= {one.id: Named(one.id, one.namespace, one.key) for one in page.nodes}
            after = page.page_info.end_cursor
            if not page.page_info.has_next_page or after is None:
                break
    return list(found.values())


async def delete_definition(client: AdminClient, access: ShopAccess, definition_gid: str) -> str | None:
    """Delete a definition with everything kept under it; Shopify's reason where it refuses."""
    operation = metafield_definition_delete.OPERATION
    variables = metafield_definition_delete.Variables(id=definition_gid)
    data = await client.execute(access, operation, variables, priority=Priority.INTERACTIVE)
    payload = data.metafield_definition_delete
    errors = [] if payload is None else [e for e in payload.user_errors if e.code != "NOT_FOUND"]
    return errors[0].message if errors else None


async def installation_fields(client: AdminClient, access: ShopAccess) -> tuple[str, list[Named]]:
    """The installation's id, and the first custom fields that are kept at it."""
    operation = installation_metafields.OPERATION
    variables = installation_metafields.Variables(first=PAGE)
    data = await client.execute(access, operation, variables, priority=Priority.INTERACTIVE)
    found = data.current_app_installation
    return found.id, [Named(one.id, one.namespace, one.key) for one in found.metafields.nodes]


async def delete_fields(
    client: AdminClient, access: ShopAccess, owner_gid: str, fields: Sequence[Named]
) -> str | None:
    """Delete custom fields of one owner; Shopify's reason where it refuses."""
    for start in range(0, len(fields), DELETED_AT_ONCE):
        named = [
            inputs.MetafieldIdentifierInput(owner_id=owner_gid, namespace=one.namespace, key=one.key)
            for one in fields[start : start + DELETED_AT_ONCE]
        ]
        variables = metafields_delete.Variables(metafields=named)
        operation = metafields_delete.OPERATION
        data = await client.execute(access, operation, variables, priority=Priority.INTERACTIVE)
        if data.metafields_delete is not None and data.metafields_delete.user_errors:
            return data.metafields_delete.user_errors[0].message
    return None


async def own_webhooks(client: AdminClient, access: ShopAccess) -> list[str]:
    """Topics of the first subscriptions made in this shop; those of the app itself are not listed."""
    operation = webhook_subscriptions_list.OPERATION
    variables = webhook_subscriptions_list.Variables(first=PAGE)
    data = await client.execute(access, operation, variables, priority=Priority.INTERACTIVE)
    return [one.topic for one in data.webhook_subscriptions.nodes]
