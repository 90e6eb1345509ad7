import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { type ContractServer, problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { LAMP, LEEDS, openShop, page } from "@/test/shop";

const FOUND = {
  items: [{ inventory_item_id: LAMP, title: "Desk lamp", variant_title: "Red", sku: "LAMP-1", available: 1200 }],
  documents: [{ kind: "order", id: "gid://shopify/Order/9", label: "#1009", at: "2026-11-20T10:00:00Z", items: 2, inventory_item_id: LAMP }],
  changes: [],
};

const MILL = "0b6f3c1e-8f6e-4b57-9a5f-3f5a6d1c2e13";
const ORDER = "0b6f3c1e-8f6e-4b57-9a5f-3f5a6d1c2e11";

function boughtNothing(server: ContractServer) {
  server.on("GET", "/api/v1/suppliers", () => page([]));
  server.on("GET", "/api/v1/purchase-orders", () => page([]));
}

beforeEach(() => localStorage.clear());

describe("the search over everything", () => {
  it("opens by Ctrl and K, finds while one types, and opens what the arrows choose", async () => {
    const server = startServer();
    openShop(server);
    boughtNothing(server);
    server.on("GET", "/api/v1/search", () => FOUND);
    const { user } = renderApp("/sync");
    await screen.findByRole("heading", { name: "Sync" });
    await user.keyboard("{Control>}k{/Control}");
    const field = await screen.findByRole("combobox", { name: /Search items/ });
    expect(document.activeElement).toBe(field);
    await user.keyboard("lamp");
    const option = await screen.findByRole("option", { name: /Desk lamp · Red/ });
    expect(option.textContent).toContain("LAMP-1 · 1,200 available");
    expect(option.getAttribute("aria-selected")).toBe("true");
    await user.keyboard("{ArrowDown}");
    expect(screen.getByRole("option", { name: /#1009/ }).id).toBe(field.getAttribute("aria-activedescendant"));
    await user.keyboard("{ArrowUp}{Enter}");
    expect(await screen.findByRole("heading", { name: "Desk lamp" })).toBeTruthy();
    expect(server.to("GET", "/api/v1/search").at(-1)?.query.get("q")).toBe("lamp");
    await user.keyboard("{Control>}k{/Control}");
    await user.click(await screen.findByRole("option", { name: "lamp" }));
    await waitFor(() => expect((screen.getByRole("combobox", { name: /Search items/ }) as HTMLInputElement).value).toBe("lamp"));
  });

  it("goes to pages and does actions without the server, and says when nothing fits", async () => {
    const server = startServer();
    openShop(server);
    boughtNothing(server);
    server.on("GET", "/api/v1/search", () => ({ items: [], documents: [], changes: [] }));
    const { user } = renderApp("/");
    await screen.findByRole("heading", { name: "Overview" });
    await user.click(screen.getByRole("button", { name: "Search (Ctrl K)" }));
    await user.keyboard("refused");
    await user.click(within(await screen.findByRole("listbox")).getByRole("option", { name: "See refused lines" }));
    expect(await screen.findByRole("heading", { name: "Changes" })).toBeTruthy();
    await user.keyboard("{Control>}k{/Control}zzz");
    expect(await screen.findByText("Nothing fits “zzz”.")).toBeTruthy();
  });

  it("says what failed, and survives what others left in the browser", async () => {
    localStorage.setItem("inventorysync.searches", "{");
    const server = startServer();
    openShop(server);
    boughtNothing(server);
    server.on("GET", "/api/v1/search", () => problem(503, "Busy", "Took too long."));
    const { user } = renderApp("/");
    await screen.findByRole("heading", { name: "Overview" });
    await user.keyboard("{Control>}k{/Control}a");
    expect(await screen.findByText("Took too long.", undefined, { timeout: 10_000 })).toBeTruthy();
  });

  it("finds suppliers and purchase orders, a received one once", async () => {
    const server = startServer();
    openShop(server);
    const received = { kind: "purchase_order", id: ORDER, label: "PO-1001", at: "2026-11-20T10:00:00Z", items: 2, inventory_item_id: LAMP };
    server.on("GET", "/api/v1/search", () => ({ items: [], documents: [received], changes: [] }));
    server.on("GET", "/api/v1/suppliers", () =>
      page([{ id: MILL, name: "Northgate Mill", contact: "", email: "", currency: "GBP", lead_days: null, is_active: true, items: 3 }]),
    );
    const total = { amount: "15.00", currency: "GBP" };
    server.on("GET", "/api/v1/purchase-orders", () =>
      page([{ id: ORDER, number: 1001, name: "PO-1001", version: 1, state: "received", supplier_id: MILL, supplier_name: "Northgate Mill", location: { location_id: LEEDS, name: "Leeds" }, currency: "GBP", reference: "", expected_on: null, line_count: 1, units: 6, received: 6, total, created_at: "2026-11-20T10:00:00Z" }]),
    );
    const { user } = renderApp("/sync");
    await screen.findByRole("heading", { name: "Sync" });
    await user.keyboard("{Control>}k{/Control}1001");
    const order = await screen.findByRole("option", { name: /PO-1001/ });
    expect(order.textContent).toContain("Northgate Mill · Received");
    expect(screen.getByRole("option", { name: /Northgate Mill.*3 items/ }).textContent).toContain("3 items");
    expect(screen.getAllByRole("option", { name: /PO-1001/ })).toHaveLength(1);
  });
});
