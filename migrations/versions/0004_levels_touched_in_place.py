"""A level that was read and has not changed is touched in place: no index holds the time of a reading."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP INDEX ix_inventory_level_shop_id_checked_at")
    op.execute("ALTER TABLE inventory_level SET (fillfactor = 85)")
    op.execute("ALTER TABLE sync_stream ADD COLUMN all_read_at TIMESTAMP WITH TIME ZONE")


def downgrade() -> None:
    op.execute("ALTER TABLE sync_stream DROP COLUMN all_read_at")
    op.execute("ALTER TABLE inventory_level RESET (fillfactor)")
    op.execute("CREATE INDEX ix_inventory_level_shop_id_checked_at ON inventory_level (shop_id, checked_at)")
