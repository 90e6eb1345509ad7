import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Import, ImportKind, ImportRow } from "@/api/types";
import { answer, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { LEEDS, openShop, page } from "@/test/shop";

const FILE = "0b6f3c1e-8f6e-4b57-9a5f-3f5a6d1c2e31";
const BUYS = { viewer: { kind: "api_key" as const, name: "browser", role: null, locations: null, permissions: ["read" as const, "write" as const, "buy" as const, "admin" as const] } };
const NO_COUNTS = { rows: 0, changes: 0, same: 0, problems: 0, units_added: 0, units_taken: 0, moved_since: 0, documents: 0, suppliers_made: 0, units_before: 0, units_incoming: 0 };

function imported(kind: ImportKind, some: Partial<Import> = {}): Import {
  return {
    id: FILE, kind, name: "orders.csv", bytes: 900, format: "csv", encoding: "utf-8", delimiter: ",", source: "stocky", headings: ["PO Number", "SKU"], sample: [["1001", "LAMP-1"]], roles: ["document", "sku"],
    role_choices: ["ignored", "sku", "document"], options: { location_id: LEEDS, quantity: null, date_order: "ymd", supplier_id: null, make_suppliers: false, currency: null, rate: null, document: null, on: null }, state: "uploaded",
    error: null, counts: NO_COUNTS, kept: [], job_id: null, change_set_id: null, actor: "staff:1", created_at: "2026-11-20T10:00:00Z", checked_at: null, ended_at: null, ...some,
  };
}

describe("moving from Stocky", () => {
  it("takes several files at once, and asks about one whose columns do not tell", async () => {
    const server = startServer();
    openShop(server, BUYS);
    const held: Import[] = [];
    server.on("GET", "/api/v1/imports", () => page(held));
    server.on("POST", "/api/v1/imports", (asked) => {
      const kind = asked.query.get("kind") as ImportKind | null;
      const name = asked.query.get("name") ?? "";
      if (name === "mystery.csv" && kind === null) return answer(422, { title: "It is not clear what the file holds", status: 422, detail: "its columns are a, b", errors: [{ field: "kind", message: "say what it holds", code: "unknown" }] });
      const made = imported(kind ?? "past_orders", { id: `${FILE.slice(0, -1)}${held.length}`, name });
      held.push(made);
      return answer(201, made);
    });
    const { user } = renderApp("/imports/stocky");
    expect(await screen.findByText("No file of Stocky's moves stock")).toBeTruthy();
    await user.upload(await screen.findByLabelText(/Choose Stocky's files/), [new File(["a"], "orders.csv"), new File(["b"], "mystery.csv")]);
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText("What is in mystery.csv?")).toBeTruthy();
    await user.selectOptions(dialog.getByLabelText("Choose"), "reorder");
    await user.click(dialog.getByRole("button", { name: "Upload" }));
    const rules = within(await screen.findByRole("list", { name: "Reorder settings" }));
    expect(rules.getByText("mystery.csv")).toBeTruthy();
    expect(within(screen.getByRole("list", { name: "Old purchase orders" })).getByText("Next: confirm its columns")).toBeTruthy();
  });
});

describe("a file of old orders", () => {
  const row: ImportRow = {
    line: 2, label: "LAMP-1", inventory_item_id: null, sku: "LAMP-1", title: "Desk lamp", location_name: "Leeds", quantity: null, setting: null, setting_before: null, units: null, before: null, after: null, delta: null, at: null, state: "change", problems: [],
    document: "Stocky 1001", note: "12 arrived earlier. 8 are still to come", fields: [{ role: "quantity", value: "20", before: null }],
  };

  it("says what is history and what is to come before it is applied", async () => {
    const server = startServer();
    openShop(server, BUYS);
    server.on("GET", `/api/v1/imports/${FILE}`, () => imported("past_orders", { state: "checked", checked_at: "2026-11-20T10:01:00Z", counts: { ...NO_COUNTS, rows: 1, changes: 1, documents: 1, units_before: 12, units_incoming: 8 } }));
    server.on("GET", `/api/v1/imports/${FILE}/rows`, () => page([row]));
    const { user } = renderApp(`/imports/${FILE}`);
    expect(await screen.findByText("No unit of stock moves.")).toBeTruthy();
    expect(screen.getByText("12 units had arrived earlier: they are in Shopify's stock already and come in as history.")).toBeTruthy();
    expect(await screen.findByText("12 arrived earlier. 8 are still to come")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Apply" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText(/No unit of stock moves, here or in Shopify/)).toBeTruthy();
    expect(dialog.queryByLabelText("Reason")).toBeNull();
  });

  it("names what stays when it is taken back", async () => {
    const server = startServer();
    openShop(server, BUYS);
    let held = imported("past_orders", { state: "applied" });
    server.on("GET", `/api/v1/imports/${FILE}`, () => held);
    server.on("GET", `/api/v1/imports/${FILE}/rows`, () => page([row]));
    server.on("POST", `/api/v1/imports/${FILE}/remove`, () => {
      held = imported("past_orders", { state: "applied", kept: [{ name: "PO-1001 (Stocky 1001)", reason: "has receipts: cancel or close it by hand" }] });
      return held;
    });
    const { user } = renderApp(`/imports/${FILE}`);
    await user.click(await screen.findByRole("button", { name: "Take back" }));
    await user.click(within(await screen.findByRole("alertdialog")).getByRole("button", { name: "Take back" }));
    expect(await screen.findByText("PO-1001 (Stocky 1001)")).toBeTruthy();
    expect(screen.getByText("has receipts: cancel or close it by hand")).toBeTruthy();
  });
});
