import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { LAMP, LEEDS, levelsThen, movement, openShop, page, quantities } from "@/test/shop";

const ITEM = `/api/v1/items/${LAMP}`;
const ORDERED_AT = recently(2);
const RECEIVED_AT = recently(9);
const money = (amount: string) => ({ amount, currency: "EUR" });

function recently(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().replace("Z", "123Z");
}

function openItem() {
  const server = startServer();
  openShop(server);
  server.on("GET", `${ITEM}/history`, () => ({
    name: "available",
    opening: 0,
    points: [
      { at: RECEIVED_AT, balance: 20, delta: 20, cause: "receipt", entry_id: "e1" },
      { at: ORDERED_AT, balance: 17, delta: -3, cause: "order", entry_id: "e2" },
    ],
  }));
  return server;
}

async function handle(): Promise<HTMLElement> {
  return screen.findByRole("slider", { name: "Levels as of" });
}

describe("an item at a moment", () => {
  it("goes from change to change by the arrow keys, says each, and turns the levels to it", async () => {
    const server = openItem();
    const { user } = renderApp("/inventory/7");
    const slider = await handle();
    expect(slider.getAttribute("aria-valuetext")).toBe("Now: Available 17");
    slider.focus();
    await user.keyboard("{ArrowLeft}");
    expect(slider.getAttribute("aria-valuetext")).toMatch(/: Order, −3 to 17$/);
    await user.keyboard("{ArrowLeft}");
    expect(slider.getAttribute("aria-valuetext")).toMatch(/: Receipt, \+20 to 20$/);
    const table = await screen.findByRole("table", { name: "By location" });
    const rows = within(table).getAllByRole("row").map((row) => row.textContent);
    expect(rows.slice(1)).toEqual(["Leeds2000000200", "YorkNot recorded yet", "All locations2000000200"]);
    expect(screen.getByRole("heading", { name: /^As it was on / })).toBeTruthy();
    await waitFor(() => expect(server.to("GET", `${ITEM}/levels`).at(-1)?.query.get("as_of")).toBe(RECEIVED_AT));
  });

  it("comes back to now by a button, by Escape and past the last change", async () => {
    openItem();
    const { user } = renderApp("/inventory/7");
    const slider = await handle();
    const isNow = () => expect(slider.getAttribute("aria-valuetext")).toBe("Now: Available 17");
    slider.focus();
    for (const back of ["{Escape}", "{End}", "{ArrowRight}"]) {
      await user.keyboard("{ArrowLeft}");
      await screen.findByRole("heading", { name: /^As it was on / });
      await user.keyboard(back);
      isNow();
    }
    await user.keyboard("{PageDown}");
    expect(slider.getAttribute("aria-valuetext")).toMatch(/: Available 17$/);
    const [button] = await screen.findAllByRole("button", { name: "Back to now" });
    await user.click(button as HTMLElement);
    isNow();
    expect(screen.queryByRole("heading", { name: /^As it was on / })).toBeNull();
  });

  it("follows a pointer that drags, and not one that scrolls", async () => {
    openItem();
    renderApp("/inventory/7");
    const slider = await handle();
    const chart = slider.parentElement as HTMLElement;
    chart.setPointerCapture = () => undefined;
    fireEvent.pointerDown(chart, { pointerId: 1, clientX: 300, button: 0 });
    fireEvent.pointerMove(chart, { pointerId: 1, clientX: 302 });
    fireEvent.pointerCancel(chart, { pointerId: 1 });
    fireEvent.pointerMove(chart, { pointerId: 1, clientX: 200 });
    expect(slider.getAttribute("aria-valuetext")).toBe("Now: Available 17");
    fireEvent.pointerDown(chart, { pointerId: 2, clientX: 300, button: 0 });
    fireEvent.pointerMove(chart, { pointerId: 2, clientX: 200 });
    const far = Number(slider.getAttribute("aria-valuenow"));
    fireEvent.pointerMove(chart, { pointerId: 2, clientX: 400 });
    expect(Number(slider.getAttribute("aria-valuenow"))).toBeGreaterThan(far);
    fireEvent.pointerUp(chart, { pointerId: 2, clientX: 5000 });
    expect(slider.getAttribute("aria-valuetext")).toBe("Now: Available 17");
  });

  it("is what a link says, and keeps the moment in the address", async () => {
    const server = openItem();
    const { user } = renderApp("/inventory/7?as_of=2026-11-19T10:00:00Z");
    await screen.findByRole("heading", { name: "As it was on Nov 19, 2026, 10:00 AM" });
    expect(server.to("GET", `${ITEM}/levels`)[0]?.query.get("as_of")).toBe("2026-11-19T10:00:00Z");
    await user.click((await screen.findAllByRole("button", { name: "Back to now" }))[0] as HTMLElement);
    await waitFor(() => expect(location.search).toBe(""));
    const slider = await handle();
    await waitFor(() => expect(slider.getAttribute("aria-valuetext")).toBe("Now: Available 17"));
    slider.focus();
    await user.keyboard("{ArrowLeft}");
    await waitFor(() => expect(location.search).toContain("as_of="));
  });

  it("shows the present where a link's moment is none", async () => {
    openItem();
    renderApp("/inventory/7?as_of=yesterday");
    await screen.findByRole("table", { name: "By location" });
    expect(screen.queryByRole("heading", { name: /^As it was on / })).toBeNull();
  });

  it("says so before anything was recorded", async () => {
    const server = openItem();
    server.on("GET", `${ITEM}/levels`, () => levelsThen({ is_recorded: false, quantities: null, items: [] }));
    renderApp("/inventory/7?as_of=2026-10-01T10:00:00Z");
    expect(await screen.findByText("What is known of this item begins on Nov 1, 2026, 09:00 AM.")).toBeTruthy();
  });

  it("shows what Shopify's own file tells of before, and where it does not reach the opening", async () => {
    const server = openItem();
    const told = { location_id: LEEDS, location_name: "Leeds", name: "on_hand" as const };
    const row = { ...told, at: "2026-10-01T10:00:00Z", delta: -4, balance: -2, activity: "Order #1", actor: "Mo", document: "" };
    const reach = { ...told, first_at: row.at, last_at: row.at, opening: 2, opened_at: "2026-11-01T09:00:00Z", connects: false };
    server.on("GET", `${ITEM}/earlier`, () => ({ items: [row], levels: [reach], next: null }));
    server.on("GET", `${ITEM}/levels`, () =>
      levelsThen({
        is_recorded: false,
        quantities: null,
        items: [{ location_id: LEEDS, location_name: "Leeds", quantities: null, earlier: [{ name: "on_hand", units: 7 }] }],
      }),
    );
    renderApp("/inventory/7?as_of=2026-10-01T10:00:00Z");
    expect(await screen.findByText("On hand 7, from Shopify's file")).toBeTruthy();
    const table = await screen.findByRole("table", { name: "Before InventorySync, from Shopify's file" });
    expect(within(table).getByText("Order #1")).toBeTruthy();
    expect(screen.getByText(/counted back from the opening of 2 it comes to less than nothing/)).toBeTruthy();
  });

  it("says so when the moment cannot be read", async () => {
    const server = openItem();
    server.on("GET", `${ITEM}/levels`, () => problem(422, "Not valid", "as_of lies in the future"));
    renderApp("/inventory/7?as_of=2099-10-01T10:00:00Z");
    expect(await screen.findByText("as_of lies in the future")).toBeTruthy();
  });
});

describe("what moved an item", () => {
  it("names who sells it, the preferred one first, with their code, terms and prices", async () => {
    const server = openItem();
    const sold = {
      supplier_id: "s1",
      supplier_name: "Ölmühle",
      inventory_item_id: "gid://shopify/InventoryItem/7",
      sku: "L",
      barcode: "",
      title: "Lamp",
      variant_title: "",
      code: "OEL-5",
      unit_cost: money("4.2"),
      price_breaks: [{ from_units: 100, unit_cost: money("3.125") }],
      minimum: 12,
      pack: 6,
      lead_days: null,
      supplier_lead_days: 14,
      is_preferred: true,
      changed_at: "2026-11-20T10:00:00Z",
    };
    server.on("GET", `${ITEM}/suppliers`, () => page([sold]));
    renderApp("/inventory/7");
    const list = await screen.findByRole("list", { name: "Suppliers of this item" });
    expect(list.textContent).toMatch(/Ölmühle.*Preferred.*their OEL-5 · packs of 6 · at least 12 · 14 days.*€4\.20.*from 100: €3\.125/);
    expect(within(list).getByRole("link", { name: "Ölmühle" }).getAttribute("href")).toBe("/suppliers/s1");
  });

  it("lists documents with what each did in all, and more on request", async () => {
    const server = openItem();
    const order = {
      kind: "order",
      id: "gid://shopify/Order/1",
      label: "#1001",
      actor: null,
      causes: ["order", "fulfilment"],
      locations: ["Leeds"],
      first_at: "2026-11-19T10:00:00Z",
      last_at: "2026-11-20T10:00:00Z",
      quantities: quantities({ available: -3, on_hand: -3 }),
    };
    const note = { ...order, kind: "change_set", id: "c1", label: "Broken in the window", quantities: quantities({ damaged: 2, on_hand: 2 }) };
    server.on("GET", `${ITEM}/documents`, ({ query }) => (query.has("cursor") ? page([note]) : page([order], "c2")));
    const { user } = renderApp("/inventory/7");
    const list = await screen.findByRole("list", { name: "Documents" });
    expect(within(list).getByRole("listitem").textContent).toBe(
      "Order #1001Nov 20, 2026, 10:00 AM · Order, Fulfilment · LeedsAvailable −3On hand −3",
    );
    expect(within(list).getByRole("link").getAttribute("href")).toBe("/orders/1");
    const card = list.closest("section") as HTMLElement;
    await user.click(within(card).getByRole("button", { name: "Show more" }));
    const change = await within(list).findByRole("link", { name: "Broken in the window" });
    expect(change.getAttribute("href")).toBe("/changes/c1");
    expect(change.closest("li")?.textContent).toMatch(/On hand \+2Damaged \+2$/);
  });

  it("counts sales by week, as a chart and as a table", async () => {
    const server = openItem();
    server.on("GET", `${ITEM}/sales`, ({ query }) => ({
      time_zone: "Europe/London",
      recorded_since: "2026-11-04T10:00:00Z",
      weeks: [
        { week: "2026-11-02", units_sold: Number(query.get("weeks")), units_cancelled: 1, units_returned: 0 },
        { week: "2026-11-09", units_sold: 4, units_cancelled: 0, units_returned: 2 },
      ],
    }));
    const { user } = renderApp("/inventory/7");
    expect(await screen.findByRole("img", { name: /30 in all, 3 cancelled or returned/ })).toBeTruthy();
    expect(screen.getByText("Recorded since Wed, Nov 4, 2026. Weeks begin on Monday (Europe/London)")).toBeTruthy();
    await user.click(screen.getByText("Show as a table"));
    const rows = within(screen.getByRole("table", { name: "Sales by week" })).getAllByRole("row");
    expect(rows.map((row) => row.textContent).slice(1)).toEqual(["Mon, Nov 9, 2026402", "Mon, Nov 2, 20262610"]);
    await user.selectOptions(screen.getByRole("combobox", { name: "Period" }), "Last 52 weeks");
    expect(await screen.findByRole("img", { name: /56 in all/ })).toBeTruthy();
  });

  it("asks for the movements of days, and for none where the days are reversed", async () => {
    const server = openItem();
    server.on("GET", `${ITEM}/movements`, () => page([movement()]));
    const { user } = renderApp("/inventory/7");
    await screen.findByRole("table", { name: "Movements" });
    fireEvent.change(screen.getByLabelText("From"), { target: { value: "2026-11-10" } });
    await waitFor(() => expect(server.to("GET", `${ITEM}/movements`).at(-1)?.query.get("from")).toBe("2026-11-10"));
    fireEvent.change(screen.getByLabelText("To"), { target: { value: "2026-11-09" } });
    expect((await screen.findByRole("alert")).textContent).toBe("The last day lies before the first.");
    expect(server.to("GET", `${ITEM}/movements`).some(({ query }) => query.has("to"))).toBe(false);
    await user.click(screen.getByRole("button", { name: "Clear filters" }));
    expect(await screen.findByRole("table", { name: "Movements" })).toBeTruthy();
    expect((screen.getByLabelText("From") as HTMLInputElement).value).toBe("");
  });

  it("shows what was read of this item alone, and sent to it", async () => {
    const server = openItem();
    server.on("GET", "/api/v1/sync/log", ({ query }) =>
      page([
        {
          at: "2026-11-20T10:00:00Z",
          direction: "seen",
          inventory_item_id: query.get("inventory_item_id") ?? "of all",
          sku: "LAMP-1",
          location_id: "gid://shopify/Location/1",
          location_name: "Leeds",
          changes: [{ name: "available", delta: -3 }],
          result: "booked",
          detail: null,
        },
      ]),
    );
    renderApp("/inventory/7");
    const table = await screen.findByRole("table", { name: "Sync log of this item" });
    expect(within(table).getAllByRole("row")[1]?.textContent).toContain("LeedsAvailable −3booked");
    expect(server.to("GET", "/api/v1/sync/log").at(-1)?.query.get("inventory_item_id")).toBe(LAMP);
  });
});
