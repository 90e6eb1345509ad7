import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { createEmbeddedHost } from "@/host/embedded";
import { createStandaloneHost } from "@/host/standalone";
import { answer, problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { LAMP, movement, openShop, overview, page, sync } from "@/test/shop";
import { App } from "./app";

const CONFIG = { apiUrl: "http://shop.test", appUrl: "", environment: "test", shopifyApiKey: "" };

describe("coming in", () => {
  it("asks for a key, checks it with the server, and then shows the shop", async () => {
    const server = startServer();
    openShop(server);
    const shop = { ...(await (await fetch(new Request("http://shop.test/api/v1/shop"))).json()) };
    server.on("GET", "/api/v1/shop", ({ headers }) =>
      headers.get("authorization") === "Bearer isk_good" ? shop : problem(401, "Not signed in", "Unknown key."),
    );
    const user = userEvent.setup();
    render(<App host={createStandaloneHost("http://shop.test")} config={CONFIG} />);
    await user.click(await screen.findByRole("button", { name: "Sign in with an access key" }));
    const field = await screen.findByLabelText("Access key");
    await user.type(field, "letmein");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect((await screen.findByRole("alert")).textContent).toBe("An access key starts with isk_.");
    await user.clear(field);
    await user.type(field, "isk_bad");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByText(/This key is not accepted/)).toBeTruthy();
    await user.clear(field);
    await user.type(field, "isk_good");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("heading", { name: "Overview" })).toBeTruthy();
    expect(sessionStorage.getItem("inventorysync.access-key")).toBe("isk_good");
  });

  it("returns to the sign-in when the key is revoked meanwhile", async () => {
    const server = startServer();
    openShop(server);
    server.on("GET", "/api/v1/shop", () => problem(401, "Not signed in", "Unknown key."));
    renderApp("/");
    expect(await screen.findByText("Your key is no longer accepted. Sign in with another one.")).toBeTruthy();
  });

  it("signs in by itself inside Shopify's admin, with a fresh token for every call", async () => {
    const server = startServer();
    openShop(server);
    let count = 0;
    const show = vi.fn();
    history.replaceState(null, "", "/?embedded=1&shop=demo.myshopify.com&id_token=secret");
    const host = createEmbeddedHost({ idToken: async () => `token-${(count += 1)}`, toast: { show } });
    render(<App host={host} config={CONFIG} />);
    expect(await screen.findByRole("heading", { name: "Overview" })).toBeTruthy();
    expect(location.search).toBe("?embedded=1&shop=demo.myshopify.com");
    const tokens = server.asked.map((each) => each.headers.get("authorization"));
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(screen.queryByRole("button", { name: "Account" })).toBeNull();
    host.showSuccess("Done");
    expect(show).toHaveBeenCalledWith("Done", expect.anything());
  });
});

function embed() {
  const server = startServer();
  openShop(server);
  return render(<App host={createEmbeddedHost({ idToken: async () => "token" })} config={CONFIG} />);
}

describe("navigation inside the admin", () => {
  it("is the admin's own, and leads without loading the page anew", async () => {
    const { container } = embed();
    await screen.findByRole("heading", { name: "Overview" });
    const links = [...container.querySelectorAll("s-app-nav s-link")];
    expect(links.map((link) => link.getAttribute("href"))).toEqual(["/", "/inventory", "/look-up", "/transfers", "/stocktakes", "/replenish", "/purchase-orders", "/suppliers", "/changes", "/sync", "/people", "/settings"]);
    expect(screen.queryByRole("navigation")).toBeNull();
    links.find((link) => link.getAttribute("href") === "/sync")?.dispatchEvent(new Event("shopify:navigate", { bubbles: true }));
    expect(await screen.findByRole("heading", { name: "Sync", level: 1 })).toBeTruthy();
  });
});

describe("the shell", () => {
  it("says what to do when Shopify no longer accepts our access", async () => {
    const server = startServer();
    openShop(server);
    const shop = await (await fetch(new Request("http://shop.test/api/v1/shop"))).json();
    server.on("GET", "/api/v1/shop", () => ({ ...shop, state: "needs_reauth" }));
    renderApp("/");
    expect(await screen.findByText("Shopify no longer accepts our access")).toBeTruthy();
    const link = screen.getByRole("link", { name: "Open in Shopify admin" });
    expect(link.getAttribute("href")).toBe("https://demo.myshopify.com/admin/apps");
  });

  it("says that the server cannot be reached, and comes back on request", async () => {
    const server = startServer();
    openShop(server);
    const shop = await (await fetch(new Request("http://shop.test/api/v1/shop"))).json();
    server.on("GET", "/api/v1/shop", () => problem(404, "Gone", "The server is being replaced."));
    const { user } = renderApp("/");
    expect(await screen.findByText("The server is being replaced.")).toBeTruthy();
    server.on("GET", "/api/v1/shop", () => shop);
    await user.click(screen.getByRole("button", { name: "Try now" }));
    expect(await screen.findByRole("heading", { name: "Overview" })).toBeTruthy();
  });

  it("opens its help by ? and goes places by G and a letter", async () => {
    const server = startServer();
    openShop(server);
    const { user } = renderApp("/");
    await screen.findByRole("heading", { name: "Overview" });
    await user.keyboard("?");
    expect(await screen.findByRole("dialog", { name: "Keyboard" })).toBeTruthy();
    await user.keyboard("{Escape}");
    await user.keyboard("gs");
    expect(await screen.findByRole("heading", { name: "Sync" })).toBeTruthy();
  });
});

async function hrefOf(name: RegExp): Promise<string | null> {
  return (await screen.findByRole("link", { name })).getAttribute("href");
}

describe("the overview", () => {
  it("links each figure to the list behind it", async () => {
    const server = startServer();
    openShop(server);
    server.on("GET", "/api/v1/overview", () => overview({ out_of_stock: 4, negative: 2 }));
    renderApp("/");
    expect(await hrefOf(/Out of stock/)).toBe("/inventory?state=out_of_stock");
    expect(await hrefOf(/Negative/)).toBe("/inventory?state=negative");
    expect(await hrefOf(/Leeds/)).toBe("/inventory?location=1");
  });

  it("ticks the first steps by itself, and puts them away on request", async () => {
    const server = startServer();
    openShop(server);
    let is_dismissed = false;
    const steps = [
      { name: "imported", is_done: true },
      { name: "costs", is_done: false },
      { name: "colleague", is_done: false },
    ];
    server.on("GET", "/api/v1/first-steps", () => ({ steps, is_dismissed }));
    server.on("POST", "/api/v1/first-steps/dismiss", () => {
      is_dismissed = true;
      return new Response(null, { status: 204 });
    });
    const { user } = renderApp("/");
    const list = await screen.findByRole("list", { name: "First steps" });
    expect(within(list).getAllByLabelText("done")).toHaveLength(1);
    expect(await hrefOf(/A colleague is invited/)).toBe("/people");
    const costs = new URL((await hrefOf(/Every item has a cost/)) ?? "", "https://example.com");
    expect(JSON.parse(costs.searchParams.get("filter") ?? "")).toEqual({
      all: [
        { field: "unit_cost", op: "is_empty" },
        { field: "tracked", op: "is", value: true },
      ],
    });
    await user.click(screen.getByRole("button", { name: "Put away" }));
    await waitFor(() => expect(screen.queryByText("First steps")).toBeNull());
  });

  it("says what needs a person, with its money, its formula and the place where it is dealt with", async () => {
    const server = startServer();
    openShop(server);
    const money = { amount: "118.00", currency: "GBP" };
    const most = { inventory_item_id: LAMP, sku: "LAMP-1", title: "Desk lamp", location_id: "gid://shopify/Location/1", location_name: "Leeds", units: 4, at_risk: money };
    const negative = { kind: "negative", count: 2, units: 5, at_risk: money, formula: "units_at_price", levels_without_amount: 1, levels: [most], detail: null };
    const failed = { ...negative, kind: "failed_changes", count: 1, at_risk: null, formula: "units_at_cost", levels: [] };
    const soldOut = { ...negative, kind: "sells_out", at_risk: null, levels: [] };
    server.on("GET", "/api/v1/attention", () => ({ concerns: [negative, failed, soldOut], days_of_sales: 3, days_needed: 7, sales_known_since: null }));
    renderApp("/");
    const list = await screen.findByRole("list", { name: "Needs you today" });
    const rows = [...list.children].map((row) => row.textContent);
    expect(rows[0]).toContain("2 levels are below zero£118");
    expect(rows[0]).toContain("5 units sold and not there, at their price. 1 level has no price or cost and is left out");
    const filterOf = async (name: RegExp) => JSON.parse(new URL((await hrefOf(name)) ?? "", "https://app.test").searchParams.get("filter") ?? "") as unknown;
    const tracked = { field: "tracked", op: "is", value: true };
    expect(await filterOf(/levels are below zero/)).toEqual({ all: [tracked, { field: "available", op: "<", value: 0 }] });
    expect(await filterOf(/nothing left/)).toEqual({
      all: [tracked, { field: "state", op: "is", value: "out_of_stock" }, { field: "sold", op: "last_days", value: 3 }],
    });
    expect(await hrefOf(/refused line waits/)).toBe("/changes?view=stuck");
    expect(screen.getByText(/once 7 days of orders are known; so far 3/)).toBeTruthy();
  });

  it("tells why each unit moved", async () => {
    const server = startServer();
    openShop(server);
    const moved = { ...movement(), title: "Desk lamp", sku: "LAMP-1", inventory_item_id: LAMP };
    server.on("GET", "/api/v1/overview", () => overview({ recent: [moved] }));
    renderApp("/");
    const link = await screen.findByRole("link", { name: /Desk lamp/ });
    expect(link.getAttribute("href")).toBe("/inventory/7");
    expect(link.textContent).toContain("Order · #1001 · Available · Leeds");
  });

  it("shows an import as it runs, and moves with the live stream", async () => {
    const server = startServer();
    openShop(server);
    const running = { ...sync().import, state: "running" as const, phase: "levels" as const, levels: 50, levels_expected: 200 };
    server.on("GET", "/api/v1/sync", () => sync({ import: running }));
    renderApp("/");
    const bar = await screen.findByRole("progressbar", { name: "Import progress" });
    expect(bar.getAttribute("aria-valuenow")).toBe("25");
    expect(screen.getByText("Reading quantities")).toBeTruthy();
    await waitFor(() => expect(server.to("GET", "/events")).toHaveLength(1));
    server.say("import", { ...running, levels: 150 });
    await waitFor(() => expect(bar.getAttribute("aria-valuenow")).toBe("75"));
  });
});

describe("the sync page", () => {
  it("is calm when nothing differs, and shows level by level what does", async () => {
    const server = startServer();
    openShop(server);
    server.on("GET", "/api/v1/sync", () => sync({ drift_units: 3 }));
    const drifting = { ...movement(), inventory_item_id: LAMP, sku: "LAMP-1", title: "Desk lamp", ours: 12, shopify: 9, difference: 3, found_at: "2026-11-20T10:00:00Z", reason: "Waiting to be read" };
    server.on("GET", "/api/v1/drift", () => ({ drift_units: 3, levels: [drifting] }));
    renderApp("/sync");
    expect(await screen.findByText("3 units differ from Shopify", { selector: "section *" })).toBeTruthy();
    const table = await screen.findByRole("table", { name: "Levels that differ" });
    expect(within(table).getByText("Waiting to be read")).toBeTruthy();
    server.say("sync", { drift_units: 0 });
    expect(await screen.findByText("In step with Shopify", { selector: "section *" })).toBeTruthy();
  });
});

describe("the settings", () => {
  it("shows a new key once, and asks before revoking one", async () => {
    const server = startServer();
    openShop(server);
    const key = { id: 1, starts_with: "isk_only", created_by: "browser", name: "Scanner", scopes: ["read"], created_at: "2026-11-20T10:00:00Z", last_used_at: null };
    let held: object[] = [];
    server.on("GET", "/api/v1/api-keys", () => page(held));
    server.on("POST", "/api/v1/api-keys", () => {
      held = [key];
      return answer(201, { ...key, key: "isk_only_now" });
    });
    server.on("DELETE", "/api/v1/api-keys/1", () => {
      held = [];
      return new Response(null, { status: 204 });
    });
    const { user } = renderApp("/settings");
    await user.click(await screen.findByRole("button", { name: "New key" }));
    await user.click(await screen.findByRole("button", { name: "Make the key" }));
    expect(await screen.findByText("Give the key a name.")).toBeTruthy();
    await user.type(screen.getByRole("textbox", { name: "Name" }), "Scanner");
    await user.click(screen.getByRole("button", { name: "Make the key" }));
    expect(await screen.findByText("isk_only_now")).toBeTruthy();
    expect(server.to("POST", "/api/v1/api-keys").map((each) => each.body)).toEqual([{ name: "Scanner", scopes: ["read"] }]);
    await user.click(screen.getByRole("button", { name: "Done" }));
    expect(screen.queryByText("isk_only_now")).toBeNull();
    await user.click(await screen.findByRole("button", { name: "Revoke: Scanner" }));
    expect(server.to("DELETE", "/api/v1/api-keys/1")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Revoke the key" }));
    expect(await screen.findByText("“Scanner” is revoked")).toBeTruthy();
    expect(await screen.findByText("No keys yet.")).toBeTruthy();
  });
});
