/** Bills for the browser's flows, made through the API. */
import { accessKey, ask, baseUrl } from "./browser.js";
import { someOrders } from "./orders.js";

/**
 * An order whose goods have come, once their stock has moved and is costed.
 * @returns {Promise<any>}
 */
export async function costedReceipt() {
  const { arriving } = await someOrders();
  for (let tries = 0; tries < 150; tries += 1) {
    const { items } = await ask(`/purchase-orders/${arriving.id}/receipts`);
    const value = await ask("/costing/value");
    if (items[0].waiting === 0 && value.standing.is_current) return arriving;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("What arrived was not costed within 30 seconds");
}

/**
 * A bill for freight, always the same one.
 * @returns {Promise<any>}
 */
export async function someBill() {
  const arriving = await costedReceipt();
  const known = await ask("/bills?search=Sea%20%26%20Land");
  if (known.items.length > 0) return known.items[0];
  const { items } = await ask(`/bills/receipts?order_id=${arriving.id}`);
  const answer = await fetch(`${baseUrl}/api/v1/bills`, {
    method: "POST",
    headers: { Authorization: `Bearer ${accessKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      sender: "Sea & Land",
      reference: "F-2026-1187",
      billed_on: new Date().toISOString().slice(0, 10),
      currency: "EUR",
      rate: "0.86",
      lines: [
        { kind: "freight", amount: "84.50", spread_by: "quantity" },
        { kind: "insurance", amount: "12", spread_by: "value" },
      ],
      receipts: [items[0].id],
    }),
  });
  if (answer.status !== 201) throw new Error(`A bill: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
