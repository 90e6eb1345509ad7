"""Leaving as one act: what was ended and read back, and whether anything new is written to Shopify."""

from alembic import op

from inventorysync.kit.tenancy import protect

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLE = """
    CREATE TABLE farewell (
      shop_id INTEGER NOT NULL,
      farewell_id UUID NOT NULL,
      state TEXT NOT NULL,
      actor TEXT NOT NULL,
      asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
      job_id UUID,
      checks JSONB NOT NULL DEFAULT '[]',
      waits JSONB NOT NULL DEFAULT '[]',
      ended_at TIMESTAMP WITH TIME ZONE,
      stayed_at TIMESTAMP WITH TIME ZONE,
      stayed_by TEXT,
      CONSTRAINT pk_farewell PRIMARY KEY (shop_id, farewell_id),
      CONSTRAINT ck_farewell_state CHECK (state IN ('going', 'waits', 'gone', 'stayed'))
    )
"""


def upgrade() -> None:
    op.execute("ALTER TABLE shop ADD COLUMN writes_stopped_at TIMESTAMP WITH TIME ZONE")
    op.execute(TABLE)
    for rule in protect("farewell"):
        op.execute(rule)
    op.execute("CREATE UNIQUE INDEX ux_farewell_current ON farewell (shop_id) WHERE state <> 'stayed'")


def downgrade() -> None:
    op.execute("DROP TABLE farewell")
    op.execute("ALTER TABLE shop DROP COLUMN writes_stopped_at")
