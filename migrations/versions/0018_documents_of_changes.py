"""Change sets know the document of ours that they belong to; their movements are called after it."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

COLUMNS = (
    "cause TEXT NOT NULL DEFAULT 'adjustment'",
    "document_kind TEXT",
    "document_id TEXT",
    "document_label TEXT",
)


def upgrade() -> None:
    for column in COLUMNS:
        op.execute(f"ALTER TABLE change_set ADD COLUMN {column}")
    op.execute("""
        CREATE INDEX ix_change_set_shop_id_document ON change_set (shop_id, document_kind, document_id)
        WHERE document_id IS NOT NULL
    """)


def downgrade() -> None:
    op.execute("DROP INDEX ix_change_set_shop_id_document")
    for column in reversed(COLUMNS):
        op.execute(f"ALTER TABLE change_set DROP COLUMN {column.split()[0]}")
