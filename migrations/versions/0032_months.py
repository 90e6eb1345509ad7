"""Months that are closed, and what was reported of them."""

from alembic import op

from inventorysync.kit.tenancy import protect, scope_to_locations

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TABLES = {
    "closed_month": """
        CREATE TABLE closed_month (
          shop_id INTEGER NOT NULL,
          month DATE NOT NULL,
          closed_at TIMESTAMP WITH TIME ZONE NOT NULL,
          closed_by TEXT NOT NULL,
          CONSTRAINT pk_closed_month PRIMARY KEY (shop_id, month)
        )
    """,
    "month_figure": """
        CREATE TABLE month_figure (
          shop_id INTEGER NOT NULL,
          month DATE NOT NULL,
          item_id BIGINT NOT NULL,
          location_id BIGINT NOT NULL,
          account TEXT NOT NULL,
          is_correction BOOLEAN NOT NULL,
          units BIGINT NOT NULL,
          value NUMERIC(24, 4) NOT NULL,
          CONSTRAINT pk_month_figure
            PRIMARY KEY (shop_id, month, item_id, location_id, account, is_correction)
        )
    """,
}


def upgrade() -> None:
    for table, statement in TABLES.items():
        op.execute(statement)
        for rule in protect(table):
            op.execute(rule)
    for rule in scope_to_locations("month_figure"):
        op.execute(rule)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
