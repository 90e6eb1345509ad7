"""Backups that were made, and shops whose data came out of one: in safe mode until a person confirms."""

from alembic import op

from inventorysync.kit.tenancy import protect, protect_from_shops

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

TABLE = """
    CREATE TABLE backup_run (
      backup_id UUID NOT NULL,
      state TEXT NOT NULL,
      started_at TIMESTAMP WITH TIME ZONE NOT NULL,
      lease_until TIMESTAMP WITH TIME ZONE NOT NULL,
      finished_at TIMESTAMP WITH TIME ZONE,
      name TEXT,
      size BIGINT,
      error TEXT,
      CONSTRAINT pk_backup_run PRIMARY KEY (backup_id),
      CONSTRAINT ck_backup_run_state CHECK (state IN ('running', 'done', 'failed'))
    )
"""
RECOVERY = """
    CREATE TABLE recovery (
      shop_id INTEGER NOT NULL,
      recovery_id UUID NOT NULL,
      state TEXT NOT NULL,
      restored_at TIMESTAMP WITH TIME ZONE NOT NULL,
      made_at TIMESTAMP WITH TIME ZONE,
      backup TEXT NOT NULL,
      given_up JSONB,
      levels BIGINT NOT NULL DEFAULT 0,
      levels_different BIGINT NOT NULL DEFAULT 0,
      units_different BIGINT NOT NULL DEFAULT 0,
      read_at TIMESTAMP WITH TIME ZONE,
      confirmed_at TIMESTAMP WITH TIME ZONE,
      confirmed_by TEXT,
      CONSTRAINT pk_recovery PRIMARY KEY (shop_id, recovery_id),
      CONSTRAINT ck_recovery_state CHECK (state IN ('reading', 'waits', 'confirmed', 'overtaken'))
    )
"""


def upgrade() -> None:
    op.execute("ALTER TABLE shop ADD COLUMN safe_since TIMESTAMP WITH TIME ZONE")
    op.execute(RECOVERY)
    for rule in protect("recovery", system=True):
        op.execute(rule)
    op.execute(
        "CREATE UNIQUE INDEX ux_recovery_current ON recovery (shop_id) WHERE state IN ('reading', 'waits')"
    )
    op.execute(TABLE)
    for rule in protect_from_shops("backup_run"):
        op.execute(rule)
    op.execute("CREATE INDEX ix_backup_run_started_at ON backup_run (started_at)")


def downgrade() -> None:
    op.execute("DROP TABLE backup_run")
    op.execute("DROP TABLE recovery")
    op.execute("ALTER TABLE shop DROP COLUMN safe_since")
