"""Documents are found by the beginning of their name."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_stock_fact_document_label ON stock_fact (shop_id, document_label text_pattern_ops)",
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_stock_fact_document_label")
