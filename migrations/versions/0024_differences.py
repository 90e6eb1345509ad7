"""Differences from Shopify that no webhook announced, checks that find them, and what a shop wants then."""

from alembic import op

from inventorysync.kit.tenancy import protect, scope_to_locations

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = {
    "sync_difference": """
        CREATE TABLE sync_difference (
          shop_id INTEGER NOT NULL,
          difference_id UUID NOT NULL,
          item_id BIGINT NOT NULL,
          location_id BIGINT NOT NULL,
          found_at TIMESTAMP WITH TIME ZONE NOT NULL,
          found_by TEXT NOT NULL,
          cause TEXT NOT NULL,
          ours JSONB NOT NULL,
          shopify JSONB NOT NULL,
          units JSONB NOT NULL,
          evidence JSONB NOT NULL,
          movement_id BIGINT,
          announced_at TIMESTAMP WITH TIME ZONE,
          policy TEXT NOT NULL,
          state TEXT NOT NULL,
          decided_at TIMESTAMP WITH TIME ZONE,
          decided_by TEXT,
          change_set_id UUID,
          CONSTRAINT pk_sync_difference PRIMARY KEY (shop_id, difference_id),
          CONSTRAINT ck_sync_difference_state CHECK (state IN ('open', 'taken', 'pushed', 'dismissed')),
          CONSTRAINT ck_sync_difference_policy CHECK (policy IN ('take', 'push', 'ask'))
        )
    """,
    "sync_check": """
        CREATE TABLE sync_check (
          shop_id INTEGER NOT NULL,
          check_id UUID NOT NULL,
          item_id BIGINT,
          location_id BIGINT,
          asked_by TEXT NOT NULL,
          asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
          state TEXT NOT NULL,
          levels_total BIGINT NOT NULL DEFAULT 0,
          levels_checked BIGINT NOT NULL DEFAULT 0,
          levels_different BIGINT NOT NULL DEFAULT 0,
          ended_at TIMESTAMP WITH TIME ZONE,
          CONSTRAINT pk_sync_check PRIMARY KEY (shop_id, check_id),
          CONSTRAINT ck_sync_check_state CHECK (state IN ('running', 'done', 'canceled', 'failed'))
        )
    """,
    "drift_policy": """
        CREATE TABLE drift_policy (
          shop_id INTEGER NOT NULL,
          location_id BIGINT NOT NULL,
          policy TEXT NOT NULL,
          chosen_by TEXT NOT NULL,
          chosen_at TIMESTAMP WITH TIME ZONE NOT NULL,
          CONSTRAINT pk_drift_policy PRIMARY KEY (shop_id, location_id),
          CONSTRAINT ck_drift_policy_policy CHECK (policy IN ('take', 'push', 'ask'))
        )
    """,
}
INDEXES = (
    "CREATE INDEX ix_sync_difference_found_at ON sync_difference (shop_id, found_at, difference_id)",
    "CREATE INDEX ix_sync_difference_level ON sync_difference (shop_id, item_id, location_id, found_at)",
    "CREATE INDEX ix_sync_difference_open ON sync_difference (shop_id, policy, found_at)"
    " WHERE state = 'open'",
    "CREATE INDEX ix_sync_check_asked_at ON sync_check (shop_id, asked_at)",
    "CREATE INDEX ix_sync_log_at ON sync_log (shop_id, at, log_id)",
    "CREATE INDEX ix_sync_log_item ON sync_log (shop_id, item_id, at, log_id)",
    "CREATE INDEX ix_sync_log_location ON sync_log (shop_id, location_id, at, log_id)",
    "CREATE INDEX ix_sync_log_trouble ON sync_log (shop_id, result, at, log_id)"
    " WHERE result NOT IN ('booked', 'applied')",
    "CREATE INDEX ix_sync_log_request ON sync_log (shop_id, request_id, at, log_id)"
    " WHERE request_id IS NOT NULL",
)


def upgrade() -> None:
    op.execute("ALTER TABLE sync_wake ADD COLUMN said_by SMALLINT NOT NULL DEFAULT 2")
    op.execute("ALTER TABLE webhook_inbox ADD COLUMN item_id BIGINT, ADD COLUMN location_id BIGINT")
    op.execute("ALTER TABLE sync_log ADD COLUMN request_id TEXT")
    for statement in TABLES.values():
        op.execute(statement)
    for table in TABLES:
        for rule in protect(table):
            op.execute(rule)
    for rule in scope_to_locations("sync_difference"):
        op.execute(rule)
    for statement in INDEXES:
        op.execute(statement)
    op.execute("DROP INDEX ix_sync_log_shop_id_item_id")


def downgrade() -> None:
    op.execute("CREATE INDEX ix_sync_log_shop_id_item_id ON sync_log (shop_id, item_id, log_id)")
    for index in ("at", "item", "location", "trouble", "request"):
        op.execute(f"DROP INDEX ix_sync_log_{index}")
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
    op.execute("ALTER TABLE sync_log DROP COLUMN request_id")
    op.execute("ALTER TABLE webhook_inbox DROP COLUMN item_id, DROP COLUMN location_id")
    op.execute("ALTER TABLE sync_wake DROP COLUMN said_by")
