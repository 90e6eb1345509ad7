"""What shops want of their stock, and what is suggested to buy and to move."""

from alembic import op

from inventorysync.kit.tenancy import protect, scope_to_ends, scope_to_locations

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

TABLES = {
    "stock_policy": """
        CREATE TABLE stock_policy (
          shop_id INTEGER NOT NULL,
          policy_id UUID NOT NULL,
          kind TEXT NOT NULL,
          name TEXT NOT NULL,
          item_id BIGINT NOT NULL,
          location_id BIGINT NOT NULL,
          is_ordered BOOLEAN,
          goal TEXT,
          service_percent NUMERIC,
          lead_days INTEGER,
          lead_deviation_days INTEGER,
          review_days INTEGER,
          minimum INTEGER,
          pack INTEGER,
          min_stock INTEGER,
          max_stock INTEGER,
          shelf_life_days INTEGER,
          order_cost NUMERIC,
          holding_percent NUMERIC,
          budget NUMERIC,
          version BIGINT NOT NULL DEFAULT 1,
          changed_by TEXT NOT NULL,
          changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
          CONSTRAINT pk_stock_policy PRIMARY KEY (shop_id, policy_id),
          CONSTRAINT ck_stock_policy_kind CHECK (kind IN ('shop', 'vendor', 'type', 'item')),
          CONSTRAINT ck_stock_policy_packs CHECK (pack > 0 AND minimum > 0 AND review_days > 0)
        )
    """,
    "stock_policy_change": """
        CREATE TABLE stock_policy_change (
          shop_id INTEGER NOT NULL,
          change_id UUID NOT NULL,
          at TIMESTAMP WITH TIME ZONE NOT NULL,
          actor TEXT NOT NULL,
          how TEXT NOT NULL,
          rules JSONB NOT NULL,
          undone_at TIMESTAMP WITH TIME ZONE,
          undone_by TEXT,
          CONSTRAINT pk_stock_policy_change PRIMARY KEY (shop_id, change_id)
        )
    """,
    "suggestion_run": """
        CREATE TABLE suggestion_run (
          shop_id INTEGER NOT NULL,
          run_id UUID NOT NULL,
          made_at TIMESTAMP WITH TIME ZONE NOT NULL,
          forecast_at TIMESTAMP WITH TIME ZONE,
          figures JSONB NOT NULL,
          CONSTRAINT pk_suggestion_run PRIMARY KEY (shop_id, run_id)
        )
    """,
    "suggestion": """
        CREATE TABLE suggestion (
          shop_id INTEGER NOT NULL,
          suggestion_id UUID NOT NULL,
          kind TEXT NOT NULL,
          item_id BIGINT NOT NULL,
          location_id BIGINT NOT NULL,
          origin_id BIGINT,
          supplier_id UUID,
          state TEXT NOT NULL,
          quantity INTEGER NOT NULL,
          chosen INTEGER,
          position BIGINT NOT NULL,
          cover_now DOUBLE PRECISION,
          cover_after DOUBLE PRECISION,
          at_risk NUMERIC NOT NULL,
          unit_cost NUMERIC,
          is_within_budget BOOLEAN NOT NULL,
          inputs JSONB NOT NULL,
          run_id UUID NOT NULL,
          made_at TIMESTAMP WITH TIME ZONE NOT NULL,
          version BIGINT NOT NULL DEFAULT 1,
          document_id UUID,
          decided_at TIMESTAMP WITH TIME ZONE,
          decided_by TEXT,
          CONSTRAINT pk_suggestion PRIMARY KEY (shop_id, suggestion_id),
          CONSTRAINT ck_suggestion_kind CHECK (kind IN ('buy', 'move')),
          CONSTRAINT ck_suggestion_state CHECK (state IN ('open', 'ordered')),
          CONSTRAINT ck_suggestion_units CHECK (quantity > 0 AND chosen > 0)
        )
    """,
    "suggestion_dismissal": """
        CREATE TABLE suggestion_dismissal (
          shop_id INTEGER NOT NULL,
          dismissal_id UUID NOT NULL,
          item_id BIGINT NOT NULL,
          location_id BIGINT NOT NULL,
          quantity INTEGER NOT NULL,
          reason TEXT NOT NULL,
          until DATE,
          made_by TEXT NOT NULL,
          made_at TIMESTAMP WITH TIME ZONE NOT NULL,
          ended_by TEXT,
          ended_at TIMESTAMP WITH TIME ZONE,
          CONSTRAINT pk_suggestion_dismissal PRIMARY KEY (shop_id, dismissal_id)
        )
    """,
    "suggestion_request": """
        CREATE TABLE suggestion_request (
          shop_id INTEGER NOT NULL,
          actor TEXT NOT NULL,
          idempotency_key TEXT NOT NULL,
          request_hash TEXT NOT NULL,
          made JSONB NOT NULL,
          created_at TIMESTAMP WITH TIME ZONE NOT NULL,
          CONSTRAINT pk_suggestion_request PRIMARY KEY (shop_id, actor, idempotency_key)
        )
    """,
}
INDEXES = (
    """
    CREATE UNIQUE INDEX ux_stock_policy_scope
    ON stock_policy (shop_id, kind, name, item_id, location_id)
    """,
    "CREATE INDEX ix_stock_policy_change_shop_id_at ON stock_policy_change (shop_id, at)",
    "CREATE INDEX ix_suggestion_run_shop_id_made_at ON suggestion_run (shop_id, made_at)",
    """
    CREATE UNIQUE INDEX ux_suggestion_open
    ON suggestion (shop_id, item_id, location_id, coalesce(origin_id, 0)) WHERE state = 'open'
    """,
    "CREATE INDEX ix_suggestion_open ON suggestion (shop_id, kind, at_risk) WHERE state = 'open'",
    "CREATE INDEX ix_suggestion_shop_id_decided_at ON suggestion (shop_id, decided_at)",
    """
    CREATE UNIQUE INDEX ux_suggestion_dismissal_open
    ON suggestion_dismissal (shop_id, item_id, location_id) WHERE ended_at IS NULL
    """,
)


def upgrade() -> None:
    for table, statement in TABLES.items():
        op.execute(statement)
        for rule in protect(table):
            op.execute(rule)
    for rule in scope_to_ends("suggestion", "location_id", "origin_id"):
        op.execute(rule)
    for rule in scope_to_locations("suggestion_dismissal"):
        op.execute(rule)
    for index in INDEXES:
        op.execute(index)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
