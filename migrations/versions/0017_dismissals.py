"""What somebody does not want to see again."""

from alembic import op

from inventorysync.kit.tenancy import protect

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLE = """
    CREATE TABLE dismissal (
      shop_id INTEGER NOT NULL,
      actor TEXT NOT NULL,
      what TEXT NOT NULL,
      dismissed_at TIMESTAMP WITH TIME ZONE NOT NULL,
      CONSTRAINT pk_dismissal PRIMARY KEY (shop_id, actor, what)
    )
"""


def upgrade() -> None:
    op.execute(TABLE)
    for rule in protect("dismissal"):
        op.execute(rule)


def downgrade() -> None:
    op.execute("DROP TABLE dismissal")
