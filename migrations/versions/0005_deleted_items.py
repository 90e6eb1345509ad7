"""The few deleted items are found without looking at the others: lists and totals leave them out."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_inventory_item_deleted ON inventory_item (shop_id, item_id) "
        "WHERE deleted_at IS NOT NULL",
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_inventory_item_deleted")
