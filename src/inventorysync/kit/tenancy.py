"""Row level security, stated once: migrations call these for every table they make.

A tenant table shows a transaction only the rows of the shop it was opened for (`app.shop_id`). A table that
the system itself must read across shops (claims, the directory of shops) says so with `system=True`. A
table of rows at locations (`scope_to_locations`) shows a person of some locations (`app.locations`) theirs;
what lies between two locations is seen from either end (`scope_to_ends`), and its parts with it
(`scope_to_parent`).
"""

from inventorysync.kit.db import RUNTIME_ROLE

OF_THIS_SHOP = "shop_id = nullif(current_setting('app.shop_id', true), '')::int"
BY_THE_SYSTEM = "current_setting('app.system', true) = 'on'"
_IN_SIGHT = "nullif(current_setting('app.locations', true), '')"
OF_MY_LOCATIONS = (  # in sub-selects, so that they are computed once for a statement and not for each row
    f"((SELECT {_IN_SIGHT}) IS NULL "
    f"OR location_id = ANY ((SELECT string_to_array({_IN_SIGHT}, ','))::bigint[]))"
)


def create_runtime_role() -> list[str]:
    """SQL that makes the role connections run as; safe to run twice and beside another migration."""
    return [
        f"""
        DO $$ BEGIN
          CREATE ROLE {RUNTIME_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """,
        f"GRANT {RUNTIME_ROLE} TO CURRENT_USER",
        f"GRANT USAGE ON SCHEMA public TO {RUNTIME_ROLE}",
    ]


def protect(table: str, *, append_only: bool = False, system: bool = False) -> list[str]:
    """SQL that forces row level security on a table and grants the run-time role its rights."""
    allowed = f"{OF_THIS_SHOP} OR {BY_THE_SYSTEM}" if system else OF_THIS_SHOP
    rights = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY of_this_shop ON {table} USING ({allowed}) WITH CHECK ({allowed})",
        f"GRANT {rights} ON {table} TO {RUNTIME_ROLE}",
    ]


def protect_from_shops(table: str) -> list[str]:
    """SQL for a table of the system alone: no transaction of a shop sees a row of it."""
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY of_the_system ON {table} USING ({BY_THE_SYSTEM}) WITH CHECK ({BY_THE_SYSTEM})",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {RUNTIME_ROLE}",
    ]


def scope_to_locations(table: str) -> list[str]:
    """SQL that narrows a protected table with a `location_id` to the locations of whoever looks."""
    rule = f"{OF_THIS_SHOP} AND {OF_MY_LOCATIONS}"
    return [f"ALTER POLICY of_this_shop ON {table} USING ({rule}) WITH CHECK ({rule})"]


def unscope_from_locations(table: str) -> list[str]:
    """SQL that shows a table's rows of all locations again."""
    return [f"ALTER POLICY of_this_shop ON {table} USING ({OF_THIS_SHOP}) WITH CHECK ({OF_THIS_SHOP})"]


def scope_to_ends(table: str, *columns: str) -> list[str]:
    """SQL that shows a person of some locations the rows that have one of theirs in any of these columns."""
    mine = f"((SELECT string_to_array({_IN_SIGHT}, ','))::bigint[])"
    ends = " OR ".join(f"{column} = ANY ({mine})" for column in columns)
    rule = f"{OF_THIS_SHOP} AND ((SELECT {_IN_SIGHT}) IS NULL OR {ends})"
    return [f"ALTER POLICY of_this_shop ON {table} USING ({rule}) WITH CHECK ({rule})"]


def scope_to_parent(table: str, parent: str, key: str) -> list[str]:
    """SQL that shows a person of some locations only the rows whose parent they see."""
    seen = (
        f"EXISTS (SELECT FROM {parent} parent "
        f"WHERE parent.shop_id = {table}.shop_id AND parent.{key} = {table}.{key})"
    )
    rule = f"{OF_THIS_SHOP} AND ((SELECT {_IN_SIGHT}) IS NULL OR {seen})"
    return [f"ALTER POLICY of_this_shop ON {table} USING ({rule}) WITH CHECK ({rule})"]
