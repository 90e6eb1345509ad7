"""Checkpoints of the ledger, and the indexes by which stock as of a moment is found."""

from alembic import op

from inventorysync.kit.tenancy import protect, scope_to_locations

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLES = {
    "stock_checkpoint": """
        CREATE TABLE stock_checkpoint (
          shop_id INTEGER NOT NULL,
          checkpoint_id UUID NOT NULL,
          until TIMESTAMP WITH TIME ZONE NOT NULL,
          movement_id BIGINT NOT NULL,
          recorded_until TIMESTAMP WITH TIME ZONE NOT NULL,
          made_at TIMESTAMP WITH TIME ZONE NOT NULL,
          CONSTRAINT pk_stock_checkpoint PRIMARY KEY (shop_id, checkpoint_id)
        )
    """,
    "stock_checkpoint_level": """
        CREATE TABLE stock_checkpoint_level (
          shop_id INTEGER NOT NULL,
          checkpoint_id UUID NOT NULL,
          item_id BIGINT NOT NULL,
          location_id BIGINT NOT NULL,
          available BIGINT NOT NULL,
          committed BIGINT NOT NULL,
          reserved BIGINT NOT NULL,
          damaged BIGINT NOT NULL,
          safety_stock BIGINT NOT NULL,
          quality_control BIGINT NOT NULL,
          on_hand BIGINT NOT NULL,
          incoming BIGINT NOT NULL,
          CONSTRAINT pk_stock_checkpoint_level PRIMARY KEY (shop_id, checkpoint_id, item_id, location_id)
        )
    """,
}
INDEXES = (
    "CREATE INDEX ix_stock_checkpoint_shop_id_until ON stock_checkpoint (shop_id, until)",
    """CREATE INDEX ix_stock_movement_shop_id_effective_at
       ON stock_movement (shop_id, effective_at, movement_id)""",
    """CREATE INDEX ix_stock_movement_late ON stock_movement (shop_id, movement_id)
       WHERE recorded_at - effective_at >= interval '24 hours'""",
    "CREATE INDEX ix_stock_movement_opening ON stock_movement (shop_id) WHERE cause = 'opening'",
)
ON_MOVEMENTS = (
    "ix_stock_movement_opening",
    "ix_stock_movement_late",
    "ix_stock_movement_shop_id_effective_at",
)


def upgrade() -> None:
    for table, statement in TABLES.items():
        op.execute(statement)
        for policy in protect(table):
            op.execute(policy)
    for statement in scope_to_locations("stock_checkpoint_level"):
        op.execute(statement)
    for index in INDEXES:
        op.execute(index)


def downgrade() -> None:
    for index in ON_MOVEMENTS:
        op.execute(f"DROP INDEX {index}")
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
