"""Routes of shops: the viewer's shop and its API keys."""

from typing import cast

from fastapi import APIRouter, Request, Response, status

from inventorysync.kit.gid import Number, gid
from inventorysync.shops import actions, queries, scopes
from inventorysync.shops.access import Admin, Reader, gate_of
from inventorysync.shops.queries import ApiKeyRecord
from inventorysync.shops.roles import ALL_PERMISSIONS, KEY_SCOPES
from inventorysync.shops.schemas import (
    ApiKeyAnswer,
    ApiKeyCreated,
    ApiKeyList,
    ApiKeyWanted,
    PlanNotice,
    ShopAnswer,
    ViewerAnswer,
)
from inventorysync.shops.writing import find_stopped

router = APIRouter(tags=["shop"])


@router.get("/shop")
async def get_shop(request: Request, viewer: Reader) -> ShopAnswer:
    """The viewer's shop, and what the viewer may do in it."""
    async with gate_of(request).link.database.shop(viewer.shop_id) as connection:
        shop = await queries.get_shop(connection, viewer.shop_id)
        stopped = await find_stopped(connection, viewer.shop_id)
    return ShopAnswer(
        domain=shop.domain,
        name=shop.name,
        currency=shop.currency,
        time_zone=shop.time_zone,
        plan=shop.plan,
        state=shop.state,
        scopes=list(shop.scopes),
        missing_scopes=scopes.missing(shop.scopes),
        installed_at=shop.installed_at,
        writes_stopped_at=stopped.leaving_since,
        safe_since=stopped.safe_since,
        unpaid_since=stopped.unpaid_since,
        plan_notice=cast("PlanNotice | None", shop.plan_notice),
        plan_due_at=shop.plan_due_at,
        viewer=ViewerAnswer(
            kind=viewer.kind,
            name=viewer.display_name or viewer.name,
            role=viewer.role,
            locations=(
                None
                if viewer.locations is None
                else [gid("Location", number) for number in sorted(viewer.locations)]
            ),
            permissions=[each for each in ALL_PERMISSIONS if each in viewer.permissions],
        ),
    )


@router.get("/api-keys")
async def list_api_keys(request: Request, viewer: Admin) -> ApiKeyList:
    """The shop's API keys, newest first, without their secrets."""
    async with gate_of(request).link.database.shop(viewer.shop_id) as connection:
        found = await queries.list_api_keys(connection, viewer.shop_id)
    return ApiKeyList(items=[_answer(record) for record in found], total=len(found))


@router.post("/api-keys", status_code=status.HTTP_201_CREATED)
async def create_api_key(
    request: Request,
    response: Response,
    viewer: Admin,
    wanted: ApiKeyWanted,
) -> ApiKeyCreated:
    """Make a key; its secret is in this answer and nowhere else."""
    link = gate_of(request).link
    async with link.database.shop(viewer.shop_id) as connection:
        record, key = await actions.create_api_key(
            connection,
            viewer.shop_id,
            wanted.name,
            wanted.scopes,
            created_by=viewer.actor,
            now=link.clock.now(),
        )
    response.headers["Cache-Control"] = "no-store"
    return ApiKeyCreated(**_answer(record).model_dump(), key=key)


@router.delete("/api-keys/{key_id}", status_code=status.HTTP_204_NO_CONTENT)
async def revoke_api_key(request: Request, viewer: Admin, key_id: Number) -> None:
    """The key stops working, here at once and everywhere within five seconds."""
    gate = gate_of(request)
    async with gate.link.database.shop(viewer.shop_id) as connection:
        await actions.revoke_api_key(
            connection, viewer.shop_id, key_id, revoked_by=viewer.actor, now=gate.link.clock.now()
        )
    gate.forget()


def _answer(record: ApiKeyRecord) -> ApiKeyAnswer:
    return ApiKeyAnswer(
        id=record.key_id,
        name=record.name,
        starts_with=record.starts_with,
        scopes=[scope for scope in KEY_SCOPES if scope in record.scopes],
        created_at=record.created_at,
        created_by=record.created_by,
        last_used_at=record.last_used_at,
    )
