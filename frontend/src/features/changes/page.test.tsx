import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { answer, problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { LAMP, LEEDS, openShop, page } from "@/test/shop";

const STUCK = "/api/v1/stuck-lines";
const CHANGE = "0b6f3c1e-8f6e-4b57-9a5f-3f5a6d1c2e11";

function stuckLine(code: string, message: string) {
  return {
    change_set_id: CHANGE,
    kind: "adjust",
    note: "Monday delivery",
    actor: "staff:1",
    created_at: "2026-11-20T10:00:00Z",
    failed_at: "2026-11-20T10:00:05Z",
    line: {
      line: 3,
      inventory_item_id: LAMP,
      sku: "LAMP-1",
      title: "Desk lamp",
      location_id: LEEDS,
      location_name: "Leeds",
      name: "available",
      delta: 4,
      from_name: null,
      to_name: null,
      quantity: null,
      state: "failed",
      error: { code, message },
      confirmed_at: null,
      is_undone: false,
    },
  };
}

describe("the lines that Shopify refused", () => {
  it("say why and what to do, and are sent again once however often one asks", async () => {
    const server = startServer();
    openShop(server);
    let held = [stuckLine("INVALID_LOCATION", "The specified location could not be found.")];
    server.on("GET", STUCK, () => ({ ...page(held), total: held.length }));
    server.on("GET", "/api/v1/change-sets", () => page([]));
    const path = `/api/v1/change-sets/${CHANGE}/try-again`;
    server.on("POST", path, () => problem(503, "Busy", "Try again in a moment."));
    const { user } = renderApp("/changes?view=stuck");
    const row = within(await screen.findByRole("list", { name: "Lines that Shopify refused" })).getByRole("listitem");
    expect(row.textContent).toContain("The specified location could not be found.");
    expect(row.textContent).toContain("The location is closed or gone in Shopify.");
    await user.click(within(row).getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Try again in a moment.")).toBeTruthy();
    server.on("POST", path, () => {
      held = [];
      return answer(202, { id: "cs2" });
    });
    await user.click(within(row).getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Nothing is stuck")).toBeTruthy();
    const sent = server.to("POST", path);
    expect(sent.map((each) => each.body)).toEqual([{ lines: [3] }, { lines: [3] }]);
    expect(new Set(sent.map((each) => each.headers.get("idempotency-key"))).size).toBe(1);
  });

  it("are put aside only after a question, and name a reason that is not known", async () => {
    const server = startServer();
    openShop(server);
    let held = [stuckLine("SOMETHING_NEW", "Shopify says no.")];
    server.on("GET", STUCK, () => ({ ...page(held), total: held.length }));
    const path = `/api/v1/change-sets/${CHANGE}/put-aside`;
    server.on("POST", path, () => {
      held = [];
      return new Response(null, { status: 204 });
    });
    const { user } = renderApp("/changes?view=stuck");
    expect(await screen.findByText(/Read Shopify's words above/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Put aside" }));
    expect(server.to("POST", path)).toHaveLength(0);
    await user.click(within(screen.getByRole("alertdialog")).getByRole("button", { name: "Put aside" }));
    expect(await screen.findByText("Nothing is stuck")).toBeTruthy();
    expect(server.to("POST", path).map((each) => each.body)).toEqual([{ lines: [3] }]);
  });
});
