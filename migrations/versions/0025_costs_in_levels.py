"""The unit cost of the item in the level's row, and an index that has the order of the value."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLES = ("inventory_level", "inventory_item")


def upgrade() -> None:
    op.execute("ALTER TABLE inventory_level ADD COLUMN unit_cost NUMERIC(20, 6)")
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        """
        UPDATE inventory_level l SET unit_cost = i.unit_cost FROM inventory_item i
        WHERE i.shop_id = l.shop_id AND i.item_id = l.item_id AND i.unit_cost IS NOT NULL
        """
    )
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        """
        CREATE INDEX ix_inventory_level_shop_id_value
        ON inventory_level (shop_id, (on_hand * unit_cost), item_id, location_id)
        WHERE on_hand * unit_cost <> 0
        """
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_inventory_level_shop_id_value")
    op.execute("ALTER TABLE inventory_level DROP COLUMN unit_cost")
