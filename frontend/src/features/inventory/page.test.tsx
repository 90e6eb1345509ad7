import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { LAMP, LEEDS, YORK, level, openShop, page, quantities } from "@/test/shop";

const LEVELS = "/api/v1/levels";

function openInventory(address = "/inventory") {
  const server = startServer();
  openShop(server);
  return { server, start: () => renderApp(address) };
}

function rows(count: number, from: number) {
  return Array.from({ length: count }, (_, index) =>
    level({ inventory_item_id: `gid://shopify/InventoryItem/${from + index}` }),
  );
}

describe("the inventory", () => {
  it("shows each level with its numbers, its value and what is on its way to Shopify", async () => {
    const { server, start } = openInventory();
    server.on("GET", LEVELS, () => page([level({ pending: -2 })]));
    start();
    const row = (await screen.findByText("Desk lamp")).closest<HTMLElement>("[role=row]");
    expect(row).not.toBeNull();
    const cells = within(row as HTMLElement).getAllByRole("gridcell").map((cell) => cell.textContent);
    expect(cells).toEqual([
      "",
      "Desk lamp",
      "LAMP-1",
      "Leeds",
      "−2−2 on its way to Shopify12",
      "12",
      "0",
      "0",
      "£54.00",
      "In stock",
    ]);
  });

  it("asks the server for what the address says", async () => {
    const { server, start } = openInventory("/inventory?q=lamp&state=negative&location=2&sort=-available");
    start();
    await screen.findByText("Desk lamp");
    const [first] = server.to("GET", LEVELS);
    expect(Object.fromEntries(first?.query ?? [])).toEqual({
      search: "lamp",
      state: "negative",
      location_id: YORK,
      sort: "-available",
      limit: "200",
    });
  });

  it("searches while typing and keeps the search in the address", async () => {
    const { server, start } = openInventory();
    const { user } = start();
    await user.type(await screen.findByRole("searchbox"), "red lamp");
    await waitFor(() => expect(location.search).toBe("?q=red+lamp"));
    await waitFor(() => expect(server.to("GET", LEVELS).at(-1)?.query.get("search")).toBe("red lamp"));
    expect(server.to("GET", LEVELS).length).toBeLessThan(5);
  });

  it("sorts at the server by a click on a heading, numbers from the largest", async () => {
    const { server, start } = openInventory();
    const { user } = start();
    await user.click(await screen.findByRole("button", { name: "On hand" }));
    await waitFor(() => expect(server.to("GET", LEVELS).at(-1)?.query.get("sort")).toBe("-on_hand"));
    expect(screen.getByRole("columnheader", { name: "On hand" }).getAttribute("aria-sort")).toBe("descending");
  });

  it("offers a way back when nothing matches", async () => {
    const { server, start } = openInventory("/inventory?q=nothing");
    server.on("GET", LEVELS, ({ query }) => page(query.has("search") ? [] : [level()]));
    const { user } = start();
    await user.click(await screen.findByRole("button", { name: "Clear search and filters" }));
    expect(await screen.findByText("Desk lamp")).toBeTruthy();
    expect(location.search).toBe("");
  });

  it("says what failed, keeps saying it, and tries again on request", async () => {
    const { server, start } = openInventory();
    let broken = true;
    server.on("GET", LEVELS, () => (broken ? problem(422, "Invalid", "This sort is not known.") : page([level()])));
    const { user } = start();
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("This sort is not known.");
    expect(alert.textContent).toContain("Reference req_1");
    broken = false;
    await user.click(within(alert).getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Desk lamp")).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("reads the rows that come into view, wherever in the list that is", async () => {
    const { server, start } = openInventory();
    server.on("GET", LEVELS, ({ query }) => {
      const first = Number(query.get("offset") ?? 0);
      return { ...page(rows(200, 1000 + first), "more"), total: 200_000 };
    });
    start();
    await screen.findAllByText("Desk lamp");
    const grid = screen.getByRole("grid");
    grid.scrollTop = 100_050 * 48;
    fireEvent.scroll(grid);
    await waitFor(() => expect(server.to("GET", LEVELS).at(-1)?.query.get("offset")).toBe("100000"));
    expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("200001");
    expect(await screen.findByText("200,000 rows")).toBeTruthy();
  });

  it("asks how many there are where the list stops counting", async () => {
    const { server, start } = openInventory("/inventory?q=lamp");
    server.on("GET", LEVELS, () => ({ ...page(rows(200, 1)), total: 10_000, total_is_capped: true }));
    server.on("GET", "/api/v1/level-count", () => ({ total: 123_456 }));
    start();
    expect(await screen.findByText("123,456 rows")).toBeTruthy();
    expect(server.to("GET", "/api/v1/level-count")[0]?.query.get("search")).toBe("lamp");
  });

  it("is moved through by keys: arrows, A to adjust, Enter to open", async () => {
    const { server, start } = openInventory();
    server.on("GET", LEVELS, () =>
      page([level({ inventory_item_id: "gid://shopify/InventoryItem/1", title: "Chair" }), level()]),
    );
    const { user } = start();
    await screen.findByText("Chair");
    const grid = screen.getByRole("grid");
    grid.focus();
    await user.keyboard("{ArrowDown}");
    const active = document.getElementById(grid.getAttribute("aria-activedescendant") ?? "");
    expect(active?.textContent).toBe("Desk lamp");
    await user.keyboard("a");
    expect(location.search).toBe("?adjust=7.1");
    await user.click(await screen.findByRole("button", { name: "Close" }));
    await waitFor(() => expect(document.activeElement).toBe(grid));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(location.pathname).toBe("/inventory/7"));
  });

  it("goes to the search box by /", async () => {
    const { start } = openInventory();
    const { user } = start();
    await screen.findByText("Desk lamp");
    await user.keyboard("/");
    expect(document.activeElement).toBe(screen.getByRole("searchbox"));
  });

  it("shows a change that the live stream tells, and marks it", async () => {
    const { server, start } = openInventory();
    start();
    await screen.findByText("Desk lamp");
    await waitFor(() => expect(server.to("GET", "/events")).toHaveLength(1));
    server.say("levels", {
      levels: [
        {
          inventory_item_id: LAMP,
          location_id: LEEDS,
          quantities: quantities({ available: -1, on_hand: -1 }),
          updated_at: "2026-11-20T11:00:00Z",
        },
      ],
    });
    const badge = await screen.findByText("Negative", { selector: "[role=gridcell] *" });
    const row = badge.closest("[role=row]");
    expect(row?.querySelectorAll(".just-changed")).toHaveLength(6);
  });
});
