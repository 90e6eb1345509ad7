import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Analysis, AnalysisLevel } from "@/api/types";
import { answer, problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { LAMP, LEEDS, openShop } from "@/test/shop";

const RUN = "0192d1d0-0000-7000-8000-000000000001";
const money = (amount: string) => ({ amount, currency: "GBP" });
const RULES = {
  measure: "value", days: 365, share_a: "80", share_b: "95", limit_x: "0.25", limit_y: "1",
  dead_days: 180, excess_days: 60, excess_percent: "90", lost_days: 90, version: 3,
} as const; // prettier-ignore

function analysis(some: Partial<Analysis> = {}): Analysis {
  const figure = { levels: 2, units: 40, money: money("120.00"), without_money: 1 };
  return {
    state: "ready",
    run_id: RUN,
    made_at: "2026-11-20T04:12:00Z",
    last_day: "2026-11-19",
    known_days: 200,
    shelf_days: 30,
    has_forecast: true,
    running: null,
    rules: RULES,
    per: "item",
    cells: [
      { abc: "A", xyz: "X", items: 3, on_hand: 30, held: money("90.00"), without_cost: 0, sold: 400, revenue: money("7600.00"), without_price: 0 },
      { abc: "C", xyz: "Z", items: 9, on_hand: 7, held: money("30.00"), without_cost: 1, sold: 2, revenue: money("12.00"), without_price: 0 },
      { abc: "none", xyz: "Z", items: 2, on_hand: 1, held: money("0.00"), without_cost: 0, sold: 5, revenue: money("0.00"), without_price: 2 },
    ],
    held: { levels: 14, units: 38, money: money("120.00"), without_money: 1 },
    dead: figure,
    excess: { ...figure, without_money: 0 },
    lost: { ...figure, days: 12, low: money("80.00"), high: money("160.00"), untold: 1 },
    cover: [
      { bucket: "out", levels: 2, units: 0, held: money("0.00"), without_cost: 0 },
      { bucket: "week", levels: 0, units: 0, held: money("0.00"), without_cost: 0 },
    ],
    vendors: ["Northline"],
    product_types: ["Lighting"],
    currency: "GBP",
    ...some,
  };
}

function line(some: Partial<AnalysisLevel> = {}): AnalysisLevel {
  return {
    inventory_item_id: LAMP,
    sku: "LAMP-1",
    title: "Desk lamp",
    variant_title: "",
    vendor: "Northline",
    product_type: "Lighting",
    location_id: LEEDS,
    location_name: "Leeds",
    abc: "C",
    xyz: "Z",
    variation: null,
    on_hand: 12,
    coming: 0,
    held: money("54.00"),
    sold: 0,
    revenue: money("0.00"),
    value: money("0.00"),
    last_sold: null,
    idle_days: 200,
    order_up_to: 4,
    needed: 9,
    excess: 3,
    excess_value: money("13.50"),
    lacking_elsewhere: 0,
    cover: null,
    daily: 0,
    lost_days: 0,
    lost_units: 0,
    lost_value: null,
    lost_low: null,
    lost_high: null,
    untold_days: 0,
    ...some,
  };
}

function open(some: Partial<Analysis> = {}) {
  const server = startServer();
  openShop(server);
  server.on("GET", "/api/v1/analysis", () => analysis(some));
  return server;
}

describe("the analysis", () => {
  it("shows each class with what lies there and what was sold, and tells apart what has no cost or price", async () => {
    open();
    renderApp("/analysis");
    const table = await screen.findByRole("table", { name: "Classes" });
    expect(within(table).getByRole("button", { name: "AX: 3 items £90 held £7,600 sold" })).toBeTruthy();
    expect(within(table).getByRole("button", { name: "All of C: 9 items" })).toBeTruthy();
    expect(screen.getByText("1 without a cost, not counted · 2 without a price, not counted")).toBeTruthy();
    expect(screen.getByRole("button", { name: "No class: 2 items" })).toBeTruthy();
    expect(screen.getByText("By what 200 days sold at today's price")).toBeTruthy();
    expect(screen.getByText("£80 to £160, four times in five")).toBeTruthy();
    expect(screen.getByText("What days of an empty shelf would have sold, in 30 days")).toBeTruthy();
    expect(screen.getByText("At 1 more nothing near tells what was asked for")).toBeTruthy();
    expect((screen.getByRole("button", { name: "Below 7 days 0 · £0 held" }) as HTMLButtonElement).disabled).toBe(true);
  });

  it("says what cannot be known yet instead of nothing", async () => {
    open({ dead: null, excess: null, lost: null, cover: [], has_forecast: false, known_days: 59, shelf_days: 0 });
    renderApp("/analysis");
    expect(await screen.findByText("Not known yet: sales are known for 59 days, and this asks for 180")).toBeTruthy();
    expect(screen.getByText("Not known yet: there is no forecast")).toBeTruthy();
    expect(screen.getByText(/what is out of stock is known from the day on/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Show them/ })).toBeNull();
  });

  it("asks for the first one", async () => {
    const server = open({ state: "never", run_id: null, made_at: null, last_day: null, cells: [], cover: [] });
    server.on("POST", "/api/v1/analysis/runs", () => ({ job_id: RUN }));
    const { user } = renderApp("/analysis");
    expect(await screen.findByText("Nothing was analysed yet")).toBeTruthy();
    await user.click(screen.getAllByRole("button", { name: "Work out anew" }).at(-1) as HTMLElement);
    await waitFor(() => expect(server.to("POST", "/api/v1/analysis/runs")).toHaveLength(1));
  });

  it("opens the list of a figure, and stops buying all of it in one change", async () => {
    const server = open();
    server.on("GET", "/api/v1/analysis/lists/dead", () => ({ items: [line(), line({ sku: "LAMP-2", held: null, inventory_item_id: `${LAMP}1` })], next: null }));
    let tries = 0;
    server.on("POST", "/api/v1/analysis/lists/dead/rules", () => {
      tries += 1;
      return tries === 1 ? problem(409, "The analysis was made anew meanwhile", "load the list again and look at what has changed") : { changed: 2 };
    });
    const { user } = renderApp("/analysis?location=1");
    await user.click(await screen.findByRole("button", { name: "Show them: Dead stock" }));
    const table = await screen.findByRole("table", { name: "Dead stock" });
    expect(within(table).getAllByText("never")).toHaveLength(2);
    expect(within(table).getByText("no cost")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Do not buy these" }));
    const dialog = await screen.findByRole("alertdialog");
    expect(dialog.textContent).toContain("2 items at locations get a rule of their own");
    await user.click(within(dialog).getByRole("button", { name: "Do not buy" }));
    expect(await within(dialog).findByText("load the list again and look at what has changed")).toBeTruthy();
    await user.click(within(dialog).getByRole("button", { name: "Do not buy" }));
    expect(await screen.findByText("2 rules are changed")).toBeTruthy();
    const [asked] = server.to("POST", "/api/v1/analysis/lists/dead/rules");
    expect(asked?.body).toEqual({ run_id: RUN, fields: { is_ordered: false } });
    expect(asked?.query.get("location_id")).toBe(LEEDS);
  });

  it("names the field of a threshold that cannot be", async () => {
    const server = open();
    server.on("GET", "/api/v1/analysis/rules", () => RULES);
    server.on("PUT", "/api/v1/analysis/rules", () =>
      answer(422, {
        type: "about:blank",
        title: "Not valid",
        status: 422,
        detail: "1 field cannot be",
        request_id: "req_1",
        errors: [{ field: "body.dead_days", message: "Input should be greater than or equal to 1", code: "greater_than_equal" }],
      }),
    );
    const { user } = renderApp("/analysis");
    await user.click(await screen.findByRole("button", { name: "What it goes by" }));
    const dialog = await screen.findByRole("dialog");
    const field = await within(dialog).findByLabelText("Dead after so many days without a sale");
    await user.clear(field);
    await user.type(field, "0");
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    expect(await within(dialog).findByText("Input should be greater than or equal to 1")).toBeTruthy();
    expect(server.to("PUT", "/api/v1/analysis/rules")[0]?.body).toEqual({ ...RULES, dead_days: 0 });
  });
});
