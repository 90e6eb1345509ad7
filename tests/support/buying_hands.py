"""Goods that arrived for purchase orders, with the stock that they moved, as receiving leaves them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from inventorysync.kit.db import Database
from inventorysync.stock import ledger
from inventorysync.stock.ledger import Movement, NewState


@dataclass
class BuyingHands:
    """Receipts of a shop, numbered as they come."""

    database: Database
    shop_id: int
    orders: dict[str, UUID] = field(default_factory=dict)

    async def order(self, name: str, currency: str = "GBP", rate: str = "1") -> UUID:
        """A purchase order that was sent."""
        order_id, supplier = uuid4(), uuid4()
        async with self.database.shop(self.shop_id) as connection:
            await connection.execute(
                text("""INSERT INTO purchase_order (shop_id, order_id, number, supplier_id, location_id,
                          currency, rate, state, reference, terms, note, created_by, created_at)
                        VALUES (:shop, :order, :number, :supplier, 1, :currency, :rate, 'sent', '', '', '',
                                'tests', now())"""),
                {
                    "shop": self.shop_id, "order": order_id, "number": 1001 + len(self.orders),
                    "supplier": supplier, "currency": currency, "rate": Decimal(rate),
                },
            )  # fmt: skip
        self.orders[name] = order_id
        return order_id

    async def receive(
        self,
        order: UUID,
        lines: Sequence[tuple[int, int, int, str]],
        at: datetime,
        *,
        rate: str = "1",
        currency: str = "GBP",
        kind: str = "receipt",
    ) -> int:
        """A receipt of (item, location, units, cost of one); its id. It is recorded now."""
        change_set = uuid4()
        sign = 1 if kind == "receipt" else -1
        async with self.database.shop(self.shop_id) as connection:
            receipt = await connection.scalar(
                text("""INSERT INTO receipt (shop_id, order_id, number, kind, effective_at, recorded_at,
                          recorded_by, currency, rate, note, others, change_set_id)
                        SELECT :shop, :order, count(*) + 1, :kind, :at, now(), 'tests', :currency, :rate, '',
                               '[]', :change_set FROM receipt WHERE shop_id = :shop AND order_id = :order
                        RETURNING id"""),
                {
                    "shop": self.shop_id, "order": order, "kind": kind, "at": at, "currency": currency,
                    "rate": Decimal(rate), "change_set": change_set,
                },
            )  # fmt: skip
            assert isinstance(receipt, int)
            for item, place, units, cost in lines:
                await connection.execute(
                    text("""INSERT INTO receipt_line (shop_id, receipt_id, order_id, line_id, item_id,
                              location_id, name, quantity, unit_cost)
                            VALUES (:shop, :receipt, :order, :line, :item, :place, 'available', :units,
                                    :cost)"""),
                    {
                        "shop": self.shop_id, "receipt": receipt, "order": order, "line": uuid4(),
                        "item": item, "place": place, "units": units, "cost": Decimal(cost),
                    },
                )  # fmt: skip
            await self._move(connection, change_set, [(i, p, sign * u) for i, p, u, _ in lines], receipt)
        return receipt

    async def undo(self, receipt: int) -> None:
        """Take a receipt back."""
        change_set = uuid4()
        async with self.database.shop(self.shop_id) as connection:
            rows = await connection.execute(
                text("""UPDATE receipt SET undone_at = now(), undo_change_set_id = :change_set
                        WHERE shop_id = :shop AND id = :receipt
                        RETURNING (SELECT array_agg(ARRAY[item_id, location_id, quantity::bigint])
                                   FROM receipt_line WHERE shop_id = :shop AND receipt_id = :receipt)"""),
                {"shop": self.shop_id, "receipt": receipt, "change_set": change_set},
            )
            lines = [(item, place, -units) for item, place, units in rows.scalar_one()]
            await self._move(connection, change_set, lines, receipt)

    async def _move(
        self,
        connection: AsyncConnection,
        change_set: UUID,
        lines: Sequence[tuple[int, int, int]],
        receipt: int,
    ) -> None:
        now = datetime.now(UTC)
        await connection.execute(
            text("""INSERT INTO change_set (shop_id, change_set_id, kind, reason, note, actor,
                      idempotency_key, request_hash, created_at, cause)
                    VALUES (:shop, :id, 'adjust', 'received', '', 'tests', :key, '', now(), 'receipt')"""),
            {"shop": self.shop_id, "id": change_set, "key": str(change_set)},
        )
        keys = sorted({(item, place) for item, place, _ in lines})
        await ledger.ensure_levels(connection, self.shop_id, keys, now)
        for item, place, units in lines:
            locked = await ledger.lock_levels(connection, self.shop_id, [(item, place)])
            deltas = {"available": units, "on_hand": units}
            state = NewState(locked[item, place], deltas, None, None, is_active=True)
            movement = Movement(
                "receipt", now, [state], actor="tests", document_kind="purchase_order",
                document_id=str(receipt), document_label=f"Receipt {receipt}", change_set_id=change_set,
            )  # fmt: skip
            await ledger.book(connection, self.shop_id, [movement], now)
