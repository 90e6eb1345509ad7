"""A row of a shop in every table there is, made from what the database itself says of its columns."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

TABLES_OF_SHOPS = text(
    "SELECT table_name FROM information_schema.columns "
    "WHERE table_schema = 'public' AND column_name = 'shop_id' ORDER BY 1",
)
COLUMNS_TO_FILL = text(
    "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' "
    "AND table_name = :table AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'",
)
IDS = text("""
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND right(column_name, 3) = '_id' AND column_name <> 'shop_id'
      AND data_type IN ('uuid', 'bigint', 'integer') AND table_name IN (
        SELECT table_name FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name = 'shop_id')
""")
FILLERS = {
    "integer": "1",
    "bigint": "7700001",
    "text": "'x'",
    "boolean": "true",
    "bytea": "'x'",
    "uuid": "gen_random_uuid()",
    "json": "'{}'",
    "jsonb": "'{}'",
    "timestamp with time zone": "now()",
    "ARRAY": "'{}'",
    "numeric": "1",
    "date": "current_date",
    "smallint": "1",
    "double precision": "1",
}
RULED = {  # what a check constraint asks for
    "invitation": {"purpose": "'join'"},
    "sync_difference": {"state": "'open'", "policy": "'ask'"},
    "shop_plan": {"state": "'active'"},
    "sync_check": {"state": "'done'"},
    "drift_policy": {"policy": "'ask'"},
    "transfer_step": {"state": "'done'"},
    "stock_policy": {"kind": "'shop'"},
    "analysis_rules": {"measure": "'value'"},
    "policy_replay": {"state": "'done'"},
    "suggestion": {"kind": "'buy'", "state": "'ordered'"},
    "stocktake": {"state": "'posted'"},
    "bill": {"state": "'entered'"},
    "costing_rules": {"method": "'fifo'"},
    "receipt": {"kind": "'receipt'"},
    "farewell": {"state": "'gone'"},
    "recovery": {"state": "'confirmed'"},
    "member": {"kind": "'invited'", "email": "'a@example.com'", "role": "'viewer'"},
}


async def fill_every_table(owner: AsyncConnection, shop_id: int, *but: str) -> list[str]:
    """One row of the shop in every table that has shops, `but` in these; the names of all such tables."""
    tables = list((await owner.scalars(TABLES_OF_SHOPS)).all())
    for table in tables:
        if table == "shop" or table in but:
            continue
        columns = {
            name: FILLERS[kind]
            for name, kind in await owner.execute(COLUMNS_TO_FILL, {"table": table})
            if name != "shop_id"
        } | RULED.get(table, {})
        names, values = ", ".join(["shop_id", *columns]), ", ".join([str(shop_id), *columns.values()])
        await owner.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"))
    return tables


async def rows_of(owner: AsyncConnection, tables: list[str], shop_id: int) -> dict[str, int]:
    """How many rows of the shop each table has."""
    count = "SELECT count(*) FROM {} WHERE shop_id = :shop"
    return {
        table: int(await owner.scalar(text(count.format(table)), {"shop": shop_id}) or 0) for table in tables
    }


async def contents_of(owner: AsyncConnection, tables: list[str], shop_id: int) -> dict[str, str]:
    """A hash of all that each table holds of the shop."""
    rows = "coalesce(string_agg(t::text, '|' ORDER BY t::text), '')"
    hashed = f"SELECT md5({rows}) FROM {{}} t WHERE shop_id = :shop"
    return {table: str(await owner.scalar(text(hashed.format(table)), {"shop": shop_id})) for table in tables}


async def ids_of(owner: AsyncConnection, shop_id: int) -> dict[str, list[Any]]:
    """Every id in the shop's rows, by the name of its column."""
    found: dict[str, list[Any]] = {}
    for table, column in (await owner.execute(IDS)).all():
        wanted = text(f"SELECT DISTINCT {column} FROM {table} WHERE shop_id = :shop AND {column} IS NOT NULL")
        found.setdefault(column, []).extend((await owner.scalars(wanted, {"shop": shop_id})).all())
    return found
