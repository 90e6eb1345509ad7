"""The order of the value holds every level: where few are worth nothing, finding them took all."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

NAME = "ix_inventory_level_shop_id_value"


def upgrade() -> None:
    op.execute(f"DROP INDEX {NAME}")
    op.execute(
        f"""
        CREATE INDEX {NAME}
        ON inventory_level (shop_id, (coalesce(on_hand * unit_cost, 0)), item_id, location_id)
        """
    )


def downgrade() -> None:
    op.execute(f"DROP INDEX {NAME}")
    op.execute(
        f"""
        CREATE INDEX {NAME}
        ON inventory_level (shop_id, (on_hand * unit_cost), item_id, location_id)
        WHERE on_hand * unit_cost <> 0
        """
    )
