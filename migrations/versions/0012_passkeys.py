"""Passkeys of people, and the challenges they have answered."""

from alembic import op

from inventorysync.kit.tenancy import protect

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = {
    "passkey": """
        CREATE TABLE passkey (
          shop_id INTEGER NOT NULL,
          passkey_id UUID NOT NULL,
          member_id UUID NOT NULL,
          credential_id BYTEA NOT NULL,
          public_key BYTEA NOT NULL,
          sign_count BIGINT NOT NULL,
          name TEXT NOT NULL,
          created_at TIMESTAMP WITH TIME ZONE NOT NULL,
          last_used_at TIMESTAMP WITH TIME ZONE,
          CONSTRAINT pk_passkey PRIMARY KEY (shop_id, passkey_id)
        )
    """,
    "spent_challenge": """
        CREATE TABLE spent_challenge (
          shop_id INTEGER NOT NULL,
          challenge BYTEA NOT NULL,
          spent_at TIMESTAMP WITH TIME ZONE NOT NULL,
          CONSTRAINT pk_spent_challenge PRIMARY KEY (shop_id, challenge)
        )
    """,
}
INDEXES = (
    "CREATE UNIQUE INDEX ux_passkey_credential_id ON passkey (shop_id, credential_id)",
    "CREATE INDEX ix_passkey_shop_id_member_id ON passkey (shop_id, member_id)",
)


def upgrade() -> None:
    for statement in (*TABLES.values(), *INDEXES):
        op.execute(statement)
    for table in TABLES:
        for rule in protect(table):
            op.execute(rule)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
