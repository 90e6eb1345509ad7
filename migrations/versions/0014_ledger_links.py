"""The ledger's chain of hashes, and how far rows may be given theirs."""

from alembic import op

from inventorysync.kit.tenancy import protect

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LINK = """
    CREATE TABLE ledger_link (
      shop_id INTEGER NOT NULL,
      chain TEXT NOT NULL,
      row_id BIGINT NOT NULL,
      hash BYTEA NOT NULL,
      CONSTRAINT pk_ledger_link PRIMARY KEY (shop_id, chain, row_id)
    )
"""
MARK = """
    CREATE TABLE ledger_mark (
      shop_id INTEGER NOT NULL,
      movement_id BIGINT NOT NULL,
      fact_id BIGINT NOT NULL,
      explanation_id BIGINT NOT NULL,
      transactions_before BIGINT,
      CONSTRAINT pk_ledger_mark PRIMARY KEY (shop_id)
    )
"""
# Entries lie on the disk in the order of their movements: a block range index finds them at next to no cost.
ENTRIES = "CREATE INDEX ix_stock_entry_movement_id ON stock_entry USING brin (movement_id)"


def upgrade() -> None:
    op.execute(LINK)
    op.execute(MARK)
    op.execute(ENTRIES)
    for rule in (*protect("ledger_link", append_only=True), *protect("ledger_mark")):
        op.execute(rule)


def downgrade() -> None:
    op.execute("DROP INDEX ix_stock_entry_movement_id")
    op.execute("DROP TABLE ledger_mark")
    op.execute("DROP TABLE ledger_link")
