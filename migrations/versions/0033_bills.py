"""Bills of suppliers and carriers, what they add to receipts, and what that changed."""

from alembic import op

from inventorysync.kit.tenancy import protect, scope_to_locations

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

TABLES = {
    "bill": """
        CREATE TABLE bill (
          shop_id INTEGER NOT NULL,
          bill_id UUID NOT NULL,
          supplier_id UUID,
          sender TEXT NOT NULL,
          reference TEXT NOT NULL,
          billed_on DATE NOT NULL,
          currency TEXT NOT NULL,
          rate NUMERIC NOT NULL,
          note TEXT NOT NULL,
          state TEXT NOT NULL,
          version BIGINT NOT NULL DEFAULT 1,
          created_by TEXT NOT NULL,
          created_at TIMESTAMP WITH TIME ZONE NOT NULL,
          CONSTRAINT pk_bill PRIMARY KEY (shop_id, bill_id),
          CONSTRAINT ck_bill_rate CHECK (rate > 0),
          CONSTRAINT ck_bill_state CHECK (state IN ('entered', 'cancelled'))
        )
    """,
    "bill_line": """
        CREATE TABLE bill_line (
          shop_id INTEGER NOT NULL,
          bill_id UUID NOT NULL,
          place INTEGER NOT NULL,
          kind TEXT NOT NULL,
          says TEXT NOT NULL,
          amount NUMERIC NOT NULL,
          spread_by TEXT NOT NULL,
          CONSTRAINT pk_bill_line PRIMARY KEY (shop_id, bill_id, place),
          CONSTRAINT ck_bill_line_amount CHECK (amount >= 0)
        )
    """,
    "bill_receipt": """
        CREATE TABLE bill_receipt (
          shop_id INTEGER NOT NULL,
          bill_id UUID NOT NULL,
          receipt_id BIGINT NOT NULL,
          has_goods BOOLEAN NOT NULL,
          CONSTRAINT pk_bill_receipt PRIMARY KEY (shop_id, bill_id, receipt_id)
        )
    """,
    "bill_share": """
        CREATE TABLE bill_share (
          shop_id INTEGER NOT NULL,
          bill_id UUID NOT NULL,
          place INTEGER NOT NULL,
          receipt_line_id BIGINT NOT NULL,
          is_goods BOOLEAN NOT NULL,
          amount NUMERIC(24, 4) NOT NULL,
          CONSTRAINT pk_bill_share PRIMARY KEY (shop_id, bill_id, place, receipt_line_id)
        )
    """,
    "bill_change": """
        CREATE TABLE bill_change (
          shop_id INTEGER NOT NULL,
          bill_id UUID NOT NULL,
          version BIGINT NOT NULL,
          item_id BIGINT NOT NULL,
          entry_id BIGINT NOT NULL,
          fact_id BIGINT NOT NULL,
          number SMALLINT NOT NULL,
          at TIMESTAMP WITH TIME ZONE NOT NULL,
          location_id BIGINT NOT NULL,
          kind TEXT NOT NULL,
          account TEXT NOT NULL,
          document_label TEXT,
          value_before NUMERIC(24, 4),
          value_after NUMERIC(24, 4),
          CONSTRAINT pk_bill_change
            PRIMARY KEY (shop_id, bill_id, version, item_id, entry_id, fact_id, number)
        )
    """,
    "bill_due": """
        CREATE TABLE bill_due (
          shop_id INTEGER NOT NULL,
          item_id BIGINT NOT NULL,
          bill_id UUID NOT NULL,
          version BIGINT NOT NULL,
          CONSTRAINT pk_bill_due PRIMARY KEY (shop_id, item_id, bill_id)
        )
    """,
    "item_measure": """
        CREATE TABLE item_measure (
          shop_id INTEGER NOT NULL,
          item_id BIGINT NOT NULL,
          weight NUMERIC,
          volume NUMERIC,
          CONSTRAINT pk_item_measure PRIMARY KEY (shop_id, item_id)
        )
    """,
}
INDEXES = (
    "CREATE INDEX ix_bill_shop_id_billed_on ON bill (shop_id, billed_on, bill_id)",
    "CREATE INDEX ix_bill_receipt_shop_id_receipt_id ON bill_receipt (shop_id, receipt_id)",
    "CREATE INDEX ix_bill_due_shop_id_bill_id ON bill_due (shop_id, bill_id)",
    "CREATE INDEX ix_bill_share_shop_id_receipt_line_id ON bill_share (shop_id, receipt_line_id)",
)


def upgrade() -> None:
    for table, statement in TABLES.items():
        op.execute(statement)
        for rule in protect(table):
            op.execute(rule)
    for rule in scope_to_locations("bill_change"):
        op.execute(rule)
    for index in INDEXES:
        op.execute(index)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
