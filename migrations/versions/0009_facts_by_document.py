"""What was told of a document is found by its id: prefixes of text order differently in each locale."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX ix_stock_fact_shop_id_document_id ON stock_fact (shop_id, document_id)")


def downgrade() -> None:
    op.execute("DROP INDEX ix_stock_fact_shop_id_document_id")
