import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { LAMP, YORK, movement, openShop, page } from "@/test/shop";

const MOVEMENTS = `/api/v1/items/${LAMP}/movements`;
const HISTORY = `/api/v1/items/${LAMP}/history`;

function openItem() {
  const server = startServer();
  openShop(server);
  return server;
}

describe("an item's page", () => {
  it("shows every quantity at every location, and their sums", async () => {
    openItem();
    renderApp("/inventory/7");
    const table = await screen.findByRole("table", { name: "By location" });
    const rows = within(table).getAllByRole("row").map((row) => row.textContent);
    expect(rows).toHaveLength(4);
    expect(rows[1]).toContain("LeedsAdd bin1200000120");
    expect(rows[3]).toContain("All locations17");
  });

  it("shows each movement with its cause, change, balance and document", async () => {
    openItem();
    renderApp("/inventory/7");
    const table = await screen.findByRole("table", { name: "Movements" });
    const [, row] = within(table).getAllByRole("row");
    const cells = within(row as HTMLElement).getAllByRole("cell").map((cell) => cell.textContent);
    expect(cells.slice(1)).toEqual(["Order", "Leeds", "Available", "−2", "12", "–", "#1001"]);
  });

  it("says who changed stock and why, and what Shopify does not say", async () => {
    const server = openItem();
    server.on("GET", MOVEMENTS, () =>
      page([
        movement({ entry_id: "e1", cause: "adjustment", actor: "api_key:Back office", reason: "damaged" }),
        movement({ entry_id: "e2", cause: "unexplained", document: null }),
      ]),
    );
    renderApp("/inventory/7");
    const table = await screen.findByRole("table", { name: "Movements" });
    const [, ours, theirs] = within(table).getAllByRole("row").map((row) => row.textContent);
    expect(ours).toContain("Adjusted hereDamaged");
    expect(ours).toContain("Back office (access key)");
    expect(theirs).toContain("Changed in Shopify");
    expect(theirs).toContain("Shopify does not say by whom");
  });

  it("filters movements at the server and reads more on request", async () => {
    const server = openItem();
    server.on("GET", MOVEMENTS, ({ query }) =>
      query.has("cursor") ? page([movement({ entry_id: "e2", delta: -7 })]) : page([movement()], "c2"),
    );
    const { user } = renderApp("/inventory/7");
    await user.click(await screen.findByRole("button", { name: "Show more" }));
    expect(await screen.findByText("−7")).toBeTruthy();
    await user.selectOptions(screen.getByRole("combobox", { name: "Cause" }), "Refund");
    await waitFor(() => expect(server.to("GET", MOVEMENTS).at(-1)?.query.get("cause")).toBe("refund"));
  });

  it("makes a link of an order, which has a page here, and else only of a web address", async () => {
    const server = openItem();
    const paper = { kind: "transfer", id: "1", label: "#1001" };
    const order = { kind: "order", id: "gid://shopify/Order/5", label: "#1003", url: "javascript:alert(1)" };
    server.on("GET", MOVEMENTS, () =>
      page([
        movement({ entry_id: "e1", document: { ...paper, url: "https://demo.myshopify.com/admin/orders/1" } }),
        movement({ entry_id: "e2", document: { ...paper, label: "#1002", url: "javascript:alert(1)" } }),
        movement({ entry_id: "e3", document: order }),
      ]),
    );
    renderApp("/inventory/7");
    expect((await screen.findByRole("link", { name: "#1001" })).getAttribute("href")).toMatch(/^https:/);
    expect(screen.queryByRole("link", { name: "#1002" })).toBeNull();
    expect(screen.getByRole("link", { name: "#1003" }).getAttribute("href")).toBe("/orders/5");
  });

  it("asks for the history of the chosen location and quantity", async () => {
    const server = openItem();
    const { user } = renderApp("/inventory/7");
    const heading = await screen.findByRole("heading", { name: "Stock over time" });
    const card = within(heading.closest("section") as HTMLElement);
    await user.selectOptions(card.getByRole("combobox", { name: "Location" }), "York");
    await user.selectOptions(card.getByRole("combobox", { name: "Quantity" }), "Damaged");
    await waitFor(() => {
      const query = server.to("GET", HISTORY).at(-1)?.query;
      expect([query?.get("location_id"), query?.get("name"), query?.get("days")]).toEqual([YORK, "damaged", "90"]);
    });
  });

  it("says so when there is no such item", async () => {
    const server = openItem();
    server.on("GET", `/api/v1/items/${LAMP}`, () => problem(404, "Unknown item", "No such item."));
    renderApp("/inventory/7");
    expect(await screen.findByRole("heading", { name: "This item is not known here" })).toBeTruthy();
  });
});
