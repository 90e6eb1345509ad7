"""Whose role needs a passkey, and how each sign-in was made."""

from alembic import op

from inventorysync.kit.tenancy import protect

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

TABLE = """
    CREATE TABLE sign_in_rules (
      shop_id INTEGER NOT NULL,
      passkey_roles TEXT[] NOT NULL DEFAULT '{}',
      CONSTRAINT pk_sign_in_rules PRIMARY KEY (shop_id)
    )
"""


def upgrade() -> None:
    op.execute(TABLE)
    for rule in protect("sign_in_rules"):
        op.execute(rule)
    op.execute("ALTER TABLE sign_in ADD COLUMN method TEXT NOT NULL DEFAULT 'password'")


def downgrade() -> None:
    op.execute("ALTER TABLE sign_in DROP COLUMN method")
    op.execute("DROP TABLE sign_in_rules")
