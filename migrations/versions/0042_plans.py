"""Plans: what was last heard of each shop's, where one is asked for."""

from alembic import op

from inventorysync.kit.tenancy import protect

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

TABLE = """
    CREATE TABLE shop_plan (
      shop_id INTEGER NOT NULL,
      state TEXT NOT NULL DEFAULT 'none',
      since TIMESTAMP WITH TIME ZONE NOT NULL,
      plan_handle TEXT NOT NULL DEFAULT '',
      plan_name TEXT NOT NULL DEFAULT '',
      price NUMERIC,
      currency TEXT NOT NULL DEFAULT '',
      billing_period TEXT NOT NULL DEFAULT '',
      trial_ends_at TIMESTAMP WITH TIME ZONE,
      cycle_ends_at TIMESTAMP WITH TIME ZONE,
      ends_with_cycle BOOLEAN NOT NULL DEFAULT false,
      told_status TEXT NOT NULL DEFAULT '',
      told_at TIMESTAMP WITH TIME ZONE,
      installed_at TIMESTAMP WITH TIME ZONE,
      shop_number BIGINT,
      read_at TIMESTAMP WITH TIME ZONE,
      failing_since TIMESTAMP WITH TIME ZONE,
      CONSTRAINT pk_shop_plan PRIMARY KEY (shop_id),
      CONSTRAINT ck_shop_plan_state CHECK (state IN ('none', 'trial', 'active', 'frozen', 'ended'))
    )
"""


def upgrade() -> None:
    op.execute(TABLE)
    for rule in protect("shop_plan"):
        op.execute(rule)
    op.execute("ALTER TABLE shop ADD COLUMN unpaid_since TIMESTAMP WITH TIME ZONE")
    op.execute("ALTER TABLE shop ADD COLUMN plan_notice TEXT")
    op.execute("ALTER TABLE shop ADD COLUMN plan_due_at TIMESTAMP WITH TIME ZONE")


def downgrade() -> None:
    op.execute("ALTER TABLE shop DROP COLUMN plan_due_at")
    op.execute("ALTER TABLE shop DROP COLUMN plan_notice")
    op.execute("ALTER TABLE shop DROP COLUMN unpaid_since")
    op.execute("DROP TABLE shop_plan")
