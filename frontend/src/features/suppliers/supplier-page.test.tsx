import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { openShop, page } from "@/test/shop";

const MILL = "0b6f3c1e-8f6e-4b57-9a5f-3f5a6d1c2e13";
const ORDER = "0b6f3c1e-8f6e-4b57-9a5f-3f5a6d1c2e11";
const PATH = `/api/v1/suppliers/${MILL}`;
const none = { count: 0, of: 0, share: null };
const clean = { damaged: 0, returned: 0, of: 0, share: null, never_ordered: 0 };
const untold = { supplier_id: MILL, since: "2025-11-28", orders: 0, on_time: none, in_full: none, lines_in_full: none, defects: clean, price_drift: null, lead_time: null, deliveries: [] };

function openSupplier(score: object) {
  const server = startServer();
  openShop(server);
  server.on("GET", PATH, () => ({
    id: MILL, name: "Mill", contact: "", email: "", phone: "", address: "", account_number: "", currency: "EUR", payment_terms: "", lead_days: 14, minimum_order: null, closures: [], note: "", is_active: true, version: 1, items: 0, created_at: "2026-01-01T00:00:00Z", changed_at: "2026-01-01T00:00:00Z",
  }));
  server.on("GET", `${PATH}/items`, () => page([]));
  server.on("GET", `${PATH}/score`, () => score);
  renderApp(`/suppliers/${MILL}`);
}

describe("how a supplier delivers", () => {
  it("says that nothing is known where nothing was ordered", async () => {
    openSupplier(untold);
    expect(await screen.findByText("No order in this time")).toBeTruthy();
  });

  it("tells each figure with what it is made of, and the orders behind it", async () => {
    openSupplier({
      ...untold,
      orders: 1,
      on_time: { count: 16, of: 40, share: "0.4000" },
      in_full: { count: 26, of: 29, share: "0.8966" },
      lines_in_full: { count: 2, of: 3, share: "0.6667" },
      defects: { damaged: 3, returned: 1, of: 26, share: "0.1538", never_ordered: 5 },
      price_drift: { share: "0.2500", items: 1, currency: "EUR" },
      lead_time: { receipts: 3, mean: 9, deviation: 2, shortest: 6, median: 8, longest: 12, days: [6, 8, 12], is_planned_with: true },
      deliveries: [
        { order_id: ORDER, number: 7, name: "PO-7", state: "closed", placed_at: "2026-11-01T10:00:00Z", days_to_first: 3, days_to_last: 6, on_time: { count: 16, of: 22, share: "0.7273" }, in_full: { count: 19, of: 22, share: "0.8636" }, defects: { damaged: 3, returned: 1, of: 19, share: "0.2105", never_ordered: 5 } },
      ],
    });
    expect(await screen.findByText("40%")).toBeTruthy();
    expect(screen.getByText("16 of 40 units arrived by the day they were expected")).toBeTruthy();
    expect(screen.getByText("3 damaged, 1 sent back, of 26 units. 5 units came that nobody had ordered")).toBeTruthy();
    expect(screen.getByText("+25%")).toBeTruthy();
    expect(screen.getByText("6 to 12 days in the last 3 receipts, half within 8. Replenish plans with it.")).toBeTruthy();
    const row = within(screen.getByRole("table", { name: "Orders this is made of" })).getByRole("row", { name: /PO-7/ });
    expect(within(row).getByRole("link", { name: "PO-7" }).getAttribute("href")).toBe(`/purchase-orders/${ORDER}`);
    expect(within(row).getByText("3 to 6 days")).toBeTruthy();
  });
});
