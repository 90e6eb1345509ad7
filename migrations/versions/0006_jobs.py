"""Jobs, the id of the request that wanted a change, and a version of the schema that can be asked for."""

from alembic import op

from inventorysync.kit.db import RUNTIME_ROLE
from inventorysync.kit.tenancy import protect

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE job (
          shop_id INTEGER NOT NULL,
          job_id UUID NOT NULL,
          kind TEXT NOT NULL,
          dedup_key TEXT NOT NULL,
          arguments JSONB NOT NULL,
          state TEXT NOT NULL DEFAULT 'waiting',
          progress JSONB,
          attempts INTEGER NOT NULL DEFAULT 0,
          next_attempt_at TIMESTAMP WITH TIME ZONE NOT NULL,
          result JSONB,
          error TEXT,
          request_id TEXT,
          created_at TIMESTAMP WITH TIME ZONE NOT NULL,
          started_at TIMESTAMP WITH TIME ZONE,
          finished_at TIMESTAMP WITH TIME ZONE,
          CONSTRAINT pk_job PRIMARY KEY (shop_id, job_id)
        )
        """,
    )
    op.execute(
        "CREATE UNIQUE INDEX ux_job_open ON job (shop_id, kind, dedup_key) "
        "WHERE state IN ('waiting', 'running')",
    )
    op.execute("CREATE INDEX ix_job_due ON job (next_attempt_at) WHERE state IN ('waiting', 'running')")
    op.execute("CREATE INDEX ix_job_shop_id_kind_created_at ON job (shop_id, kind, created_at)")
    for rule in protect("job", system=True):
        op.execute(rule)
    op.execute("ALTER TABLE change_set ADD COLUMN request_id TEXT")
    op.execute(f"GRANT SELECT ON alembic_version TO {RUNTIME_ROLE}")


def downgrade() -> None:
    op.execute(f"REVOKE SELECT ON alembic_version FROM {RUNTIME_ROLE}")
    op.execute("ALTER TABLE change_set DROP COLUMN request_id")
    op.execute("DROP TABLE job")
