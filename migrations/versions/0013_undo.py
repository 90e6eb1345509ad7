"""Change sets that take others back, each line once; failed lines a person has dealt with."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COLUMNS = (
    ("change_set", "undoes UUID"),
    ("change_set_line", "undoes UUID"),
    ("change_set_line", "undoes_line INTEGER"),
    ("change_set_line", "closed_at TIMESTAMP WITH TIME ZONE"),
)
INDEXES = (
    """CREATE UNIQUE INDEX ux_change_set_line_undoes ON change_set_line (shop_id, undoes, undoes_line)
       WHERE undoes IS NOT NULL AND state <> 'failed'""",
    """CREATE INDEX ix_change_set_line_stuck ON change_set_line (shop_id, settled_at)
       WHERE state = 'failed' AND closed_at IS NULL""",
    """CREATE INDEX ix_stock_movement_shop_id_change_set_id ON stock_movement (shop_id, change_set_id)
       WHERE change_set_id IS NOT NULL""",
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    for index in INDEXES:
        op.execute(index)


def downgrade() -> None:
    op.execute("DROP INDEX ix_stock_movement_shop_id_change_set_id")
    for table, column in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column.split()[0]}")
