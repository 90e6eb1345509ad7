"""What is not known of the clock a scan was made by."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE stocktake_scan ADD COLUMN within_ms BIGINT NOT NULL DEFAULT 10000")
    op.execute("ALTER TABLE stocktake_scan ALTER COLUMN within_ms DROP DEFAULT")


def downgrade() -> None:
    op.execute("ALTER TABLE stocktake_scan DROP COLUMN within_ms")
