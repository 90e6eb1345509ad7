"""Demand by day, with what each cleaning step took away, and people's word on the steps."""

from alembic import op

from inventorysync.kit.tenancy import protect, scope_to_locations

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

TABLES = {
    "past_sale": """
        CREATE TABLE past_sale (
          shop_id INTEGER NOT NULL,
          order_id BIGINT NOT NULL,
          item_id BIGINT NOT NULL,
          location_id BIGINT NOT NULL,
          label TEXT NOT NULL,
          at TIMESTAMP WITH TIME ZONE NOT NULL,
          ordered BIGINT NOT NULL,
          cancelled BIGINT NOT NULL,
          returned BIGINT NOT NULL,
          CONSTRAINT pk_past_sale PRIMARY KEY (shop_id, order_id, item_id, location_id)
        )
    """,
    "sales_line": """
        CREATE TABLE sales_line (
          shop_id INTEGER NOT NULL,
          item_id BIGINT NOT NULL,
          location_id BIGINT NOT NULL,
          order_id BIGINT NOT NULL,
          label TEXT NOT NULL,
          at TIMESTAMP WITH TIME ZONE NOT NULL,
          day DATE NOT NULL,
          ordered BIGINT NOT NULL,
          cancelled BIGINT NOT NULL,
          returned BIGINT NOT NULL,
          is_one_off BOOLEAN NOT NULL,
          one_off_limit BIGINT,
          CONSTRAINT pk_sales_line PRIMARY KEY (shop_id, item_id, location_id, order_id)
        )
    """,
    "sales_day": """
        CREATE TABLE sales_day (
          shop_id INTEGER NOT NULL,
          item_id BIGINT NOT NULL,
          location_id BIGINT NOT NULL,
          day DATE NOT NULL,
          orders INTEGER NOT NULL,
          ordered BIGINT NOT NULL,
          cancelled BIGINT NOT NULL,
          returned BIGINT NOT NULL,
          one_off BIGINT NOT NULL,
          units BIGINT NOT NULL,
          CONSTRAINT pk_sales_day PRIMARY KEY (shop_id, item_id, location_id, day)
        )
    """,
    "empty_shelf": """
        CREATE TABLE empty_shelf (
          shop_id INTEGER NOT NULL,
          item_id BIGINT NOT NULL,
          location_id BIGINT NOT NULL,
          since TIMESTAMP WITH TIME ZONE NOT NULL,
          until TIMESTAMP WITH TIME ZONE,
          CONSTRAINT pk_empty_shelf PRIMARY KEY (shop_id, item_id, location_id, since)
        )
    """,
    "cleaning_switch": """
        CREATE TABLE cleaning_switch (
          shop_id INTEGER NOT NULL,
          switch_id UUID NOT NULL,
          item_id BIGINT NOT NULL,
          location_id BIGINT NOT NULL,
          step TEXT NOT NULL,
          order_id BIGINT,
          day DATE,
          is_on BOOLEAN NOT NULL,
          reason TEXT NOT NULL,
          made_by TEXT NOT NULL,
          made_at TIMESTAMP WITH TIME ZONE NOT NULL,
          ended_by TEXT,
          ended_at TIMESTAMP WITH TIME ZONE,
          CONSTRAINT pk_cleaning_switch PRIMARY KEY (shop_id, switch_id)
        )
    """,
    "sales_due": """
        CREATE TABLE sales_due (
          shop_id INTEGER NOT NULL,
          item_id BIGINT NOT NULL,
          asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
          CONSTRAINT pk_sales_due PRIMARY KEY (shop_id, item_id)
        )
    """,
    "sales_mark": """
        CREATE TABLE sales_mark (
          shop_id INTEGER NOT NULL,
          fact_id BIGINT NOT NULL,
          movement_id BIGINT NOT NULL,
          seen_fact_id BIGINT NOT NULL,
          seen_movement_id BIGINT NOT NULL,
          zone TEXT NOT NULL,
          built_at TIMESTAMP WITH TIME ZONE,
          past_since TIMESTAMP WITH TIME ZONE,
          past_read_at TIMESTAMP WITH TIME ZONE,
          CONSTRAINT pk_sales_mark PRIMARY KEY (shop_id)
        )
    """,
}
OF_LOCATIONS = ("past_sale", "sales_line", "sales_day", "empty_shelf", "cleaning_switch")
INDEXES = (
    "CREATE INDEX ix_past_sale_shop_id_item_id ON past_sale (shop_id, item_id)",
    "CREATE INDEX ix_sales_line_shop_id_day ON sales_line (shop_id, day)",
    "CREATE INDEX ix_sales_day_shop_id_day ON sales_day (shop_id, day)",
    "CREATE INDEX ix_cleaning_switch_shop_id_item_id ON cleaning_switch (shop_id, item_id)",
    """
    CREATE UNIQUE INDEX ux_cleaning_switch_open
      ON cleaning_switch (shop_id, item_id, location_id, step, coalesce(order_id, 0),
                          coalesce(day, '-infinity'::date))
      WHERE ended_at IS NULL
    """,
)


def upgrade() -> None:
    for table, statement in TABLES.items():
        op.execute(statement)
        for rule in protect(table):
            op.execute(rule)
    for table in OF_LOCATIONS:
        for rule in scope_to_locations(table):
            op.execute(rule)
    for index in INDEXES:
        op.execute(index)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
