"""Suppliers over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.gid import NotAGid, gid, number_of
from inventorysync.kit.money import Money
from inventorysync.kit.pages import LIMIT_DEFAULT, LIMIT_MAX, read_cursor, write_cursor
from inventorysync.kit.problems import Invalid
from inventorysync.shops.access import Buyer, Reader, ShopConnection, Viewer
from inventorysync.suppliers import actions, queries
from inventorysync.suppliers.actions import SoldItem, Who
from inventorysync.suppliers.queries import ItemRow, PriceRow
from inventorysync.suppliers.schemas import (
    BreakOut,
    PriceOut,
    PricePage,
    State,
    SupplierEdit,
    SupplierInput,
    SupplierItemInput,
    SupplierItemOut,
    SupplierItemPage,
    SupplierItemsInput,
    SupplierItemsSet,
    SupplierOut,
    SupplierPage,
    SupplierSummary,
)

router = APIRouter(prefix="/suppliers", tags=["suppliers"])
item_router = APIRouter(prefix="/items/{inventory_item_id:path}", tags=["suppliers"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Search = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
ACTIVE = {"active": True, "archived": False, "all": None}


@router.get("")
async def list_suppliers(
    viewer: Reader,
    connection: ShopConnection,
    state: State = "active",
    search: Search = "",
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> SupplierPage:
    """Suppliers by name."""
    after = read_cursor(cursor, "name", (str, UUID))
    rows = await queries.list_suppliers(
        connection,
        viewer.shop_id,
        is_active=ACTIVE[state],
        search=search.strip(),
        after=(after[0], after[1]) if after else None,
        limit=limit + 1,
    )
    shown = [
        SupplierSummary(
            id=row.supplier_id,
            name=row.name,
            contact=row.contact,
            email=row.email,
            currency=row.currency,
            lead_days=row.lead_days,
            is_active=row.is_active,
            items=row.items,
        )
        for row in rows[:limit]
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    following = write_cursor("name", (last.order, last.supplier_id)) if last else None
    return SupplierPage(items=shown, next=following)


@router.post("", status_code=201)
async def post_supplier(
    request: Request, viewer: Buyer, connection: ShopConnection, wanted: SupplierInput
) -> SupplierOut:
    """A new supplier."""
    fields = wanted.model_dump() | _closures(wanted)
    made = await actions.make_supplier(connection, viewer.shop_id, fields, _who(request, viewer))
    return await _one(connection, viewer, made)


@router.get("/{supplier_id}")
async def get_supplier(viewer: Reader, connection: ShopConnection, supplier_id: UUID) -> SupplierOut:
    """A supplier."""
    return await _one(connection, viewer, supplier_id)


@router.put("/{supplier_id}")
async def put_supplier(
    request: Request, viewer: Buyer, connection: ShopConnection, supplier_id: UUID, wanted: SupplierEdit
) -> SupplierOut:
    """Have a supplier be this from now on."""
    fields = wanted.model_dump(exclude={"version"}) | _closures(wanted)
    who = _who(request, viewer)
    await actions.change_supplier(connection, viewer.shop_id, supplier_id, wanted.version, fields, who)
    return await _one(connection, viewer, supplier_id)


@router.get("/{supplier_id}/items")
async def list_supplier_items(
    viewer: Reader,
    connection: ShopConnection,
    supplier_id: UUID,
    search: Search = "",
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> SupplierItemPage:
    """What a supplier sells, by title."""
    await queries.get_supplier(connection, viewer.shop_id, supplier_id)
    after = read_cursor(cursor, "title", (str, int))
    rows = await queries.list_items(
        connection,
        viewer.shop_id,
        supplier_id,
        search=search.strip(),
        after=(after[0], after[1]) if after else None,
        limit=limit + 1,
    )
    last = rows[limit - 1] if len(rows) > limit else None
    following = write_cursor("title", (last.title, last.item_id)) if last else None
    return SupplierItemPage(items=[_item_of(row) for row in rows[:limit]], next=following)


@router.put("/{supplier_id}/items")
async def put_supplier_items(
    request: Request,
    viewer: Buyer,
    connection: ShopConnection,
    supplier_id: UUID,
    wanted: SupplierItemsInput,
) -> SupplierItemsSet:
    """Have a supplier sell these items like this, all or none; others stay as they are."""
    supplier = await queries.get_supplier(connection, viewer.shop_id, supplier_id)
    sold = [_sold(place, row, supplier.currency) for place, row in enumerate(wanted.items)]
    who = _who(request, viewer)
    changed = await actions.set_items(connection, viewer.shop_id, supplier_id, sold, who)
    return SupplierItemsSet(changed=changed)


@router.delete("/{supplier_id}/items/{inventory_item_id:path}", status_code=204)
async def delete_supplier_item(
    request: Request, viewer: Buyer, connection: ShopConnection, supplier_id: UUID, inventory_item_id: str
) -> None:
    """Have a supplier sell an item no more."""
    item = _number("inventory_item_id", inventory_item_id)
    await actions.remove_item(connection, viewer.shop_id, supplier_id, item, _who(request, viewer))


@router.get("/{supplier_id}/prices")
async def list_supplier_prices(
    viewer: Reader,
    connection: ShopConnection,
    supplier_id: UUID,
    inventory_item_id: str,
    limit: Limit = LIMIT_DEFAULT,
    cursor: str | None = None,
) -> PricePage:
    """What an item has cost at a supplier, newest first."""
    await queries.get_supplier(connection, viewer.shop_id, supplier_id)
    before = read_cursor(cursor, "price", (int,))
    rows = await queries.list_prices(
        connection,
        viewer.shop_id,
        supplier_id,
        _number("inventory_item_id", inventory_item_id),
        before=before[0] if before else None,
        limit=limit + 1,
    )
    last = rows[limit - 1] if len(rows) > limit else None
    following = write_cursor("price", (last.price_id,)) if last else None
    return PricePage(items=[_price_of(row) for row in rows[:limit]], next=following)


@item_router.get("/suppliers")
async def list_suppliers_of_item(
    viewer: Reader, connection: ShopConnection, inventory_item_id: str
) -> SupplierItemPage:
    """Who sells an item, the preferred one first."""
    item = _number("inventory_item_id", inventory_item_id)
    rows = await queries.list_suppliers_of(connection, viewer.shop_id, item)
    return SupplierItemPage(items=[_item_of(row) for row in rows])


def _who(request: Request, viewer: Viewer) -> Who:
    return Who(viewer.actor, request.app.state.clock.now())


def _closures(wanted: SupplierInput) -> dict[str, Any]:
    return {"closures": [closure.model_dump(mode="json") for closure in wanted.closures]}


async def _one(connection: AsyncConnection, viewer: Viewer, supplier_id: UUID) -> SupplierOut:
    row = await queries.get_supplier(connection, viewer.shop_id, supplier_id)
    fields = {name: getattr(row, name) for name in queries.FIELDS}
    return SupplierOut(
        id=row.supplier_id,
        items=row[len(queries.FIELDS) + 1],
        version=row.version,
        created_by=row.created_by,
        created_at=row.created_at,
        **fields,
    )


def _sold(place: int, row: SupplierItemInput, currency: str) -> SoldItem:
    return SoldItem(
        _number(f"items.{place}.inventory_item_id", row.inventory_item_id),
        row.code,
        row.unit_cost,
        row.currency or currency,
        tuple((each.from_units, each.unit_cost) for each in row.price_breaks),
        row.minimum,
        row.pack,
        row.lead_days,
        row.is_preferred,
    )


def _item_of(row: ItemRow) -> SupplierItemOut:
    told = {
        name: getattr(row, name)
        for name in (
            "supplier_id", "supplier_name", "sku", "barcode", "title", "variant_title", "code", "minimum",
            "pack", "lead_days", "supplier_lead_days", "is_preferred", "changed_at",
        )
    }  # fmt: skip
    return SupplierItemOut(
        inventory_item_id=gid("InventoryItem", row.item_id),
        unit_cost=None if row.unit_cost is None else Money(amount=row.unit_cost, currency=row.currency),
        price_breaks=_breaks_of(row),
        **told,
    )


def _price_of(row: PriceRow) -> PriceOut:
    return PriceOut(
        unit_cost=None if row.unit_cost is None else Money(amount=row.unit_cost, currency=row.currency),
        price_breaks=_breaks_of(row),
        noted_at=row.noted_at,
        noted_by=row.noted_by,
    )


def _breaks_of(row: ItemRow | PriceRow) -> list[BreakOut]:
    return [
        BreakOut(
            from_units=each["from_units"], unit_cost=Money(amount=each["unit_cost"], currency=row.currency)
        )
        for each in row.price_breaks
    ]


def _number(field: str, value: str) -> int:
    try:
        return number_of("InventoryItem", value)
    except NotAGid as error:
        raise Invalid.field(field, str(error)) from error
