import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { LAMP, openShop } from "@/test/shop";

const FOUND = {
  items: [{ inventory_item_id: LAMP, title: "Desk lamp", variant_title: "Red", sku: "LAMP-1", available: 1200 }],
  documents: [{ kind: "order", id: "gid://shopify/Order/9", label: "#1009", at: "2026-11-20T10:00:00Z", items: 2, inventory_item_id: LAMP }],
  changes: [],
};

beforeEach(() => localStorage.clear());

describe("the search over everything", () => {
  it("opens by Ctrl and K, finds while one types, and opens what the arrows choose", async () => {
    const server = startServer();
    openShop(server);
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
    server.on("GET", "/api/v1/search", () => problem(503, "Busy", "Took too long."));
    const { user } = renderApp("/");
    await screen.findByRole("heading", { name: "Overview" });
    await user.keyboard("{Control>}k{/Control}a");
    expect(await screen.findByText("Took too long.", undefined, { timeout: 10_000 })).toBeTruthy();
  });
});
