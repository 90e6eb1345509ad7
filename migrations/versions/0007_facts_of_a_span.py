"""A fact may have happened at any moment of a span: Shopify does not always say when."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE stock_fact ADD COLUMN occurred_from TIMESTAMP WITH TIME ZONE")


def downgrade() -> None:
    op.execute("ALTER TABLE stock_fact DROP COLUMN occurred_from")
