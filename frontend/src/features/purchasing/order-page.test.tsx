import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Order, Receipt } from "@/api/types";
import { problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { LAMP, LEEDS, openShop, page } from "@/test/shop";

const ORDER = "0b6f3c1e-8f6e-4b57-9a5f-3f5a6d1c2e11";
const LINE = "0b6f3c1e-8f6e-4b57-9a5f-3f5a6d1c2e12";
const PATH = `/api/v1/purchase-orders/${ORDER}`;
const PLACE = { location_id: LEEDS, name: "Leeds" };

function order(some: Partial<Order> = {}): Order {
  const line = { line_id: LINE, inventory_item_id: LAMP, sku: "LAMP-1", barcode: "", title: "Desk lamp", variant_title: "", code: "L1", quantity: 6, pack: 6, minimum: 1, most: 6, received: 6, returned: 0, received_before: 0, open: 0, unit_cost: "2.50", tax_rate: null, total: "15.00", expected_on: null, problem: null };
  return {
    id: ORDER,
    number: 1001,
    name: "PO-1001",
    version: 5,
    state: "received",
    supplier_id: "0b6f3c1e-8f6e-4b57-9a5f-3f5a6d1c2e13",
    supplier_name: "Mill",
    supplier_email: "",
    location: PLACE,
    currency: "GBP",
    rate: null,
    reference: "",
    note: "",
    terms: "",
    expected_on: null,
    minimum_order: null,
    is_below_minimum: false,
    line_count: 1,
    units: 6,
    received: 6,
    total: { amount: "15.00", currency: "GBP" },
    totals: { goods: "15.00", taxes: [], total: "15.00", in_shop: null },
    lines: [line],
    steps: [],
    mails: [],
    files: [],
    comments: [],
    mine: { approve: true, needs_approval: false },
    created_at: "2026-11-20T10:00:00Z",
    created_by: "staff:1",
    origin: null,
    ...some,
  };
}

function receipt(some: Partial<Receipt> = {}): Receipt {
  const line = { line_id: LINE, inventory_item_id: LAMP, sku: "LAMP-1", title: "Desk lamp", location: PLACE, name: "available" as const, quantity: 6 };
  return { id: 1, number: 1, kind: "receipt", effective_at: "2026-11-21T10:00:00Z", recorded_at: "2026-11-21T10:00:00Z", recorded_by: "staff:1", currency: "GBP", rate: "1", note: "", others: [], change_set_id: null, undone_at: null, undone_by: null, undo_change_set_id: null, waiting: 0, failed: 0, lines: [line], ...some };
}

describe("taking a receipt back", () => {
  it("asks no more what it would do once it is done", async () => {
    const server = startServer();
    openShop(server);
    let held = { order: order(), receipt: receipt() };
    server.on("GET", PATH, () => held.order);
    // Later than the order itself: the dialog then stands for a while on an order that has moved.
    server.on("GET", `${PATH}/receipts`, async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { items: [held.receipt] };
    });
    server.on("GET", `${PATH}/timeline`, () => page([]));
    server.on("GET", `${PATH}/receipts/1/undo-preview`, (asked) => {
      if (asked.query.get("version") !== "5") return problem(409, "The order is not in that state", "it was taken back before");
      return { units: 6, negative: 0, lines: [{ inventory_item_id: LAMP, sku: "LAMP-1", title: "Desk lamp", location: PLACE, name: "available", before: 18, delta: -6, after: 12, problem: null }] };
    });
    server.on("POST", `${PATH}/receipts/1/undo`, () => {
      held = { order: order({ version: 6, state: "sent" }), receipt: receipt({ undone_at: "2026-11-22T10:00:00Z", undone_by: "staff:1" }) };
      return held.order;
    });
    const { user } = renderApp(`/purchase-orders/${ORDER}`);
    await user.click(await screen.findByRole("button", { name: "Take back receipt 1" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(await dialog.findByText("18")).toBeTruthy();
    await user.type(dialog.getByLabelText("Reason"), "Another order's box");
    await user.click(dialog.getByRole("button", { name: "Take it back" }));
    expect(await screen.findByText("Taken back")).toBeTruthy();
    expect(server.to("GET", `${PATH}/receipts/1/undo-preview`).map((each) => each.query.get("version"))).toEqual(["5"]);
    expect(server.to("POST", `${PATH}/receipts/1/undo`).map((each) => each.body)).toEqual([{ version: 5, reason: "Another order's box" }]);
  });
});
