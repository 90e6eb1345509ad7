"""Until when a shop's orders were looked through for changes whose webhook was lost."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE sync_stream ADD COLUMN orders_read_until TIMESTAMP WITH TIME ZONE")


def downgrade() -> None:
    op.execute("ALTER TABLE sync_stream DROP COLUMN orders_read_until")
