"""Replays: policies tried on the shop's own past."""

from alembic import op

from inventorysync.kit.tenancy import protect

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

TABLE = """
    CREATE TABLE policy_replay (
      shop_id INTEGER NOT NULL,
      replay_id UUID NOT NULL,
      question JSONB NOT NULL,
      state TEXT NOT NULL,
      done INTEGER NOT NULL DEFAULT 0,
      steps INTEGER NOT NULL,
      outcome JSONB,
      problem TEXT NOT NULL DEFAULT '',
      locations BIGINT[],
      asked_by TEXT NOT NULL,
      asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
      ended_at TIMESTAMP WITH TIME ZONE,
      applied_by TEXT,
      applied_at TIMESTAMP WITH TIME ZONE,
      applied JSONB,
      CONSTRAINT pk_policy_replay PRIMARY KEY (shop_id, replay_id),
      CONSTRAINT ck_policy_replay_state
        CHECK (state IN ('waiting', 'running', 'done', 'failed', 'canceled'))
    )
"""


def upgrade() -> None:
    op.execute(TABLE)
    for rule in protect("policy_replay"):
        op.execute(rule)
    op.execute("CREATE INDEX ix_policy_replay_shop_id_asked_at ON policy_replay (shop_id, asked_at)")


def downgrade() -> None:
    op.execute("DROP TABLE policy_replay")
