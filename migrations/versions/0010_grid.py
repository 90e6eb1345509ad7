"""The grid: items carry their tags, every column has an order to be walked in, and views can be saved.

The indexes of the six quieter quantities hold only what is not zero: they cost a booking nothing where a shop
does not use the quantity, and zeros need no order.
"""

from alembic import op
from sqlalchemy import Connection, text

from inventorysync.catalog.actions import words_of
from inventorysync.kit.tenancy import protect

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

QUIET_QUANTITIES = ("committed", "reserved", "damaged", "safety_stock", "quality_control", "incoming")
BATCH = 5_000
INDEXES = {
    **{
        f"ix_inventory_level_shop_id_{name}": (
            f"inventory_level (shop_id, {name}, item_id, location_id) WHERE {name} <> 0"
        )
        for name in QUIET_QUANTITIES
    },
    "ix_inventory_level_shop_id_booked_at": "inventory_level (shop_id, booked_at, item_id, location_id)",
    "ix_inventory_item_shop_id_vendor": "inventory_item (shop_id, vendor, item_id)",
    "ix_inventory_item_shop_id_product_type": "inventory_item (shop_id, product_type, item_id)",
    "ix_inventory_item_shop_id_price": "inventory_item (shop_id, (coalesce(price, -1)), item_id)",
    "ix_inventory_item_shop_id_unit_cost": "inventory_item (shop_id, (coalesce(unit_cost, -1)), item_id)",
}
SAVED_VIEW = """
    CREATE TABLE saved_view (
      shop_id INTEGER NOT NULL,
      view_id UUID NOT NULL,
      page TEXT NOT NULL,
      name TEXT NOT NULL,
      owner TEXT NOT NULL,
      is_shared BOOLEAN NOT NULL,
      state JSONB NOT NULL,
      created_at TIMESTAMP WITH TIME ZONE NOT NULL,
      updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
      CONSTRAINT pk_saved_view PRIMARY KEY (shop_id, view_id)
    )
"""
DEFAULT_VIEW = """
    CREATE TABLE default_view (
      shop_id INTEGER NOT NULL,
      owner TEXT NOT NULL,
      page TEXT NOT NULL,
      view_id UUID NOT NULL,
      CONSTRAINT pk_default_view PRIMARY KEY (shop_id, owner, page)
    )
"""


def upgrade() -> None:
    op.execute("ALTER TABLE inventory_item ADD COLUMN tags TEXT[] NOT NULL DEFAULT '{}'")
    _take_tags_over(op.get_bind())
    op.execute("DROP INDEX ix_inventory_item_shop_id_barcode")
    op.execute("CREATE INDEX ix_inventory_item_shop_id_barcode ON inventory_item (shop_id, barcode, item_id)")
    for name, columns in INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON {columns}")
    for table, statement in (("saved_view", SAVED_VIEW), ("default_view", DEFAULT_VIEW)):
        op.execute(statement)
        for rule in protect(table):
            op.execute(rule)
    op.execute("CREATE UNIQUE INDEX ux_saved_view_name ON saved_view (shop_id, owner, page, name)")


def downgrade() -> None:
    op.execute("DROP TABLE default_view")
    op.execute("DROP TABLE saved_view")
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
    op.execute("DROP INDEX ix_inventory_item_shop_id_barcode")
    op.execute("CREATE INDEX ix_inventory_item_shop_id_barcode ON inventory_item (shop_id, barcode)")
    op.execute("ALTER TABLE inventory_item DROP COLUMN tags")


def _take_tags_over(connection: Connection) -> None:
    """The tags that products have, on their items and among the words that these are found by."""
    tables = ("inventory_item", "product", "item_word")
    for table in tables:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        """
        UPDATE inventory_item i SET tags = p.tags FROM product p
        WHERE p.shop_id = i.shop_id AND p.product_id = i.product_id AND p.tags <> '{}'
        """,
    )
    found = connection.execute(text("SELECT shop_id, item_id, tags FROM inventory_item WHERE tags <> '{}'"))
    for rows in found.partitions(BATCH):
        words = [(shop, word, item) for shop, item, tags in rows for word in words_of(" ".join(tags))]
        columns = {
            "shops": [shop for shop, _, _ in words],
            "words": [word for _, word, _ in words],
            "items": [item for _, _, item in words],
        }
        connection.execute(
            text("""
                INSERT INTO item_word (shop_id, word, item_id)
                SELECT * FROM unnest(CAST(:shops AS int[]), CAST(:words AS text[]), CAST(:items AS bigint[]))
                ON CONFLICT DO NOTHING
            """),
            columns,
        )
    for table in tables:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
