"""Files of purchase orders, and the logo that orders bear."""

from alembic import op

from inventorysync.kit.tenancy import protect, scope_to_parent

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

FILES = """
    CREATE TABLE purchase_order_file (
      shop_id INTEGER NOT NULL,
      file_id UUID NOT NULL,
      order_id UUID NOT NULL,
      name TEXT NOT NULL,
      media_type TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      digest TEXT NOT NULL,
      added_by TEXT NOT NULL,
      added_at TIMESTAMP WITH TIME ZONE NOT NULL,
      CONSTRAINT pk_purchase_order_file PRIMARY KEY (shop_id, file_id)
    )
"""
CONTENT = """
    CREATE TABLE purchase_order_file_content (
      shop_id INTEGER NOT NULL,
      file_id UUID NOT NULL,
      order_id UUID NOT NULL,
      content BYTEA NOT NULL,
      CONSTRAINT pk_purchase_order_file_content PRIMARY KEY (shop_id, file_id)
    )
"""
LOGO = """
    CREATE TABLE purchasing_logo (
      shop_id INTEGER NOT NULL,
      content BYTEA NOT NULL,
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      changed_by TEXT NOT NULL,
      changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
      CONSTRAINT pk_purchasing_logo PRIMARY KEY (shop_id)
    )
"""
INDEX = """
    CREATE INDEX ix_purchase_order_file_shop_id_order_id
    ON purchase_order_file (shop_id, order_id, added_at)
"""
# Pictures and PDFs are packed already: the database does not try again.
PACKED = "ALTER TABLE purchase_order_file_content ALTER COLUMN content SET STORAGE EXTERNAL"


def upgrade() -> None:
    for statement in (FILES, CONTENT, LOGO, INDEX, PACKED):
        op.execute(statement)
    rules = [*protect("purchasing_logo")]
    for table in ("purchase_order_file", "purchase_order_file_content"):
        rules += [*protect(table), *scope_to_parent(table, "purchase_order", "order_id")]
    for rule in rules:
        op.execute(rule)


def downgrade() -> None:
    for table in ("purchasing_logo", "purchase_order_file_content", "purchase_order_file"):
        op.execute(f"DROP TABLE {table}")
