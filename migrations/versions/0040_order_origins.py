"""An order of another system is brought once; the index is built beside whoever buys meanwhile."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

ORIGINS = """
    CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ux_purchase_order_origin
    ON purchase_order (shop_id, origin) WHERE origin IS NOT NULL
"""


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute(ORIGINS)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ux_purchase_order_origin")
