"""What the overview asks each time it is made anew: sales since a day, and levels that ran out."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX ix_stock_fact_shop_id_occurred_at ON stock_fact (shop_id, occurred_at)")
    op.execute(
        "CREATE INDEX ix_stock_entry_run_out ON stock_entry (shop_id, movement_id, item_id, location_id) "
        "WHERE name = 'available' AND balance <= 0 AND delta < 0",
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_stock_entry_run_out")
    op.execute("DROP INDEX ix_stock_fact_shop_id_occurred_at")
