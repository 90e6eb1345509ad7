"""Classes of items, dead and excess stock, lost sales: what the analysis found, and by which rules."""

from alembic import op

from inventorysync.kit.tenancy import protect, scope_to_locations

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

TABLES = {
    "analysis_rules": """
        CREATE TABLE analysis_rules (
          shop_id INTEGER NOT NULL,
          measure TEXT NOT NULL,
          days INTEGER NOT NULL,
          share_a NUMERIC NOT NULL,
          share_b NUMERIC NOT NULL,
          limit_x NUMERIC NOT NULL,
          limit_y NUMERIC NOT NULL,
          dead_days INTEGER NOT NULL,
          excess_days INTEGER NOT NULL,
          excess_percent NUMERIC NOT NULL,
          lost_days INTEGER NOT NULL,
          version BIGINT NOT NULL DEFAULT 1,
          changed_by TEXT NOT NULL,
          changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
          CONSTRAINT pk_analysis_rules PRIMARY KEY (shop_id),
          CONSTRAINT ck_analysis_rules_measure CHECK (measure IN ('value', 'margin', 'units'))
        )
    """,
    "analysis_run": """
        CREATE TABLE analysis_run (
          shop_id INTEGER NOT NULL,
          run_id UUID NOT NULL,
          made_at TIMESTAMP WITH TIME ZONE NOT NULL,
          forecast_at TIMESTAMP WITH TIME ZONE,
          known_since DATE,
          shelves_since DATE,
          until DATE NOT NULL,
          rules JSONB NOT NULL,
          CONSTRAINT pk_analysis_run PRIMARY KEY (shop_id)
        )
    """,
    "analysis_level": """
        CREATE TABLE analysis_level (
          shop_id INTEGER NOT NULL,
          location_id BIGINT NOT NULL,
          item_id BIGINT NOT NULL,
          vendor TEXT NOT NULL,
          product_type TEXT NOT NULL,
          price NUMERIC,
          unit_cost NUMERIC,
          on_hand BIGINT NOT NULL,
          coming BIGINT NOT NULL,
          sold BIGINT NOT NULL,
          value NUMERIC,
          variation DOUBLE PRECISION,
          abc TEXT,
          xyz TEXT NOT NULL DEFAULT 'Z',
          last_sold DATE,
          idle_days INTEGER,
          order_up_to BIGINT,
          needed BIGINT,
          lacking BIGINT NOT NULL,
          excess BIGINT,
          cover DOUBLE PRECISION,
          daily DOUBLE PRECISION,
          lost_days INTEGER NOT NULL,
          lost_units DOUBLE PRECISION NOT NULL,
          lost_variance DOUBLE PRECISION NOT NULL,
          untold_days INTEGER NOT NULL,
          CONSTRAINT pk_analysis_level PRIMARY KEY (shop_id, location_id, item_id)
        )
    """,
}


def upgrade() -> None:
    for table, statement in TABLES.items():
        op.execute(statement)
        for rule in protect(table):
            op.execute(rule)
    for rule in scope_to_locations("analysis_level"):
        op.execute(rule)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
