"""What stock is worth: rules, opening costs, and the entries and layers that are computed from the ledger."""

from alembic import op

from inventorysync.kit.tenancy import protect, scope_to_locations

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TABLES = {
    "costing_rules": """
        CREATE TABLE costing_rules (
          shop_id INTEGER NOT NULL,
          method TEXT NOT NULL,
          accounts JSONB NOT NULL,
          version BIGINT NOT NULL DEFAULT 1,
          CONSTRAINT pk_costing_rules PRIMARY KEY (shop_id),
          CONSTRAINT ck_costing_rules_method CHECK (method IN ('fifo', 'average'))
        )
    """,
    "opening_cost": """
        CREATE TABLE opening_cost (
          shop_id INTEGER NOT NULL,
          item_id BIGINT NOT NULL,
          unit_cost NUMERIC(20, 6) NOT NULL,
          noted_by TEXT NOT NULL,
          noted_at TIMESTAMP WITH TIME ZONE NOT NULL,
          CONSTRAINT pk_opening_cost PRIMARY KEY (shop_id, item_id)
        )
    """,
    "cost_entry": """
        CREATE TABLE cost_entry (
          shop_id INTEGER NOT NULL,
          item_id BIGINT NOT NULL,
          entry_id BIGINT NOT NULL,
          fact_id BIGINT NOT NULL,
          number SMALLINT NOT NULL,
          at TIMESTAMP WITH TIME ZONE NOT NULL,
          location_id BIGINT NOT NULL,
          kind TEXT NOT NULL,
          account TEXT NOT NULL,
          units BIGINT NOT NULL,
          value NUMERIC(24, 4) NOT NULL,
          basis TEXT NOT NULL,
          document_kind TEXT,
          document_id TEXT,
          document_label TEXT,
          CONSTRAINT pk_cost_entry PRIMARY KEY (shop_id, item_id, entry_id, fact_id, number)
        )
    """,
    "cost_layer": """
        CREATE TABLE cost_layer (
          shop_id INTEGER NOT NULL,
          item_id BIGINT NOT NULL,
          location_id BIGINT NOT NULL,
          place INTEGER NOT NULL,
          source TEXT NOT NULL,
          at TIMESTAMP WITH TIME ZONE NOT NULL,
          units BIGINT NOT NULL,
          value NUMERIC(24, 4) NOT NULL,
          CONSTRAINT pk_cost_layer PRIMARY KEY (shop_id, item_id, location_id, place)
        )
    """,
    "cost_due": """
        CREATE TABLE cost_due (
          shop_id INTEGER NOT NULL,
          item_id BIGINT NOT NULL,
          asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
          CONSTRAINT pk_cost_due PRIMARY KEY (shop_id, item_id)
        )
    """,
    "cost_mark": """
        CREATE TABLE cost_mark (
          shop_id INTEGER NOT NULL,
          movement_id BIGINT NOT NULL,
          explanation_id BIGINT NOT NULL,
          seen_movement_id BIGINT NOT NULL,
          seen_explanation_id BIGINT NOT NULL,
          costed_at TIMESTAMP WITH TIME ZONE,
          CONSTRAINT pk_cost_mark PRIMARY KEY (shop_id)
        )
    """,
}
OF_LOCATIONS = ("cost_entry", "cost_layer")
INDEXES = (
    "CREATE INDEX ix_cost_entry_shop_id_at ON cost_entry (shop_id, at)",
    "CREATE INDEX ix_cost_entry_unknown ON cost_entry (shop_id, item_id) WHERE basis = 'unknown'",
)


def upgrade() -> None:
    for table, statement in TABLES.items():
        op.execute(statement)
        for rule in protect(table):
            op.execute(rule)
        if table in OF_LOCATIONS:
            for rule in scope_to_locations(table):
                op.execute(rule)
    for index in INDEXES:
        op.execute(index)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
