import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { LAMP, LEEDS, openShop, page, sync } from "@/test/shop";

const WRITE = "0192d1d0-0000-7000-8000-000000000001";
const DECIDE = `/api/v1/quarantine/${WRITE}/decide`;

function openWithOneSetAside() {
  const server = startServer();
  openShop(server);
  let isDecided = false;
  server.on("GET", "/api/v1/sync", () =>
    sync({ writing: { open: 0, oldest_age_seconds: null, quarantined: isDecided ? 0 : 1 } }),
  );
  server.on("GET", "/api/v1/quarantine", () => page(isDecided ? [] : [write()]));
  server.on("POST", DECIDE, ({ body }) => {
    isDecided = true;
    return { id: WRITE, ...(body as object) };
  });
  return server;
}

function write() {
  return {
    id: WRITE,
    change_set_id: WRITE,
    reason: "damaged",
    note: "",
    actor: "staff:1",
    sent_at: "2026-11-19T10:00:00Z",
    set_aside_at: "2026-11-20T06:00:00Z",
    detail: "Shopify gave no answer for 20 hours",
    lines: [
      {
        line: 0,
        inventory_item_id: LAMP,
        sku: "LAMP-1",
        title: "Desk lamp",
        location_id: LEEDS,
        location_name: "Leeds",
        changes: [{ name: "available", delta: -3 }],
      },
    ],
  };
}

describe("the sync page", () => {
  it("says nothing of decisions where none is waited for", async () => {
    openShop(startServer());
    renderApp("/sync");
    expect(await screen.findByText("In step with Shopify")).toBeTruthy();
    expect(screen.queryByText("Changes that need your decision")).toBeNull();
  });

  it("asks before it records what a person found in Shopify", async () => {
    const server = openWithOneSetAside();
    const { user } = renderApp("/sync");
    expect(await screen.findByText("Desk lamp")).toBeTruthy();
    expect(screen.getByText("−3")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "It is not in Shopify" }));
    const dialog = await screen.findByRole("alertdialog");
    expect(dialog.textContent).toContain("is not sent again");
    expect(server.to("POST", DECIDE)).toHaveLength(0);
    await user.click(within(dialog).getByRole("button", { name: "No, Shopify does not have it" }));
    await waitFor(() => expect(screen.queryByText("Changes that need your decision")).toBeNull());
    expect(server.to("POST", DECIDE).map((each) => each.body)).toEqual([{ was_applied: false }]);
  });

  it("shows why a decision was refused and keeps asking", async () => {
    const server = openWithOneSetAside();
    server.on("POST", DECIDE, () =>
      problem(409, "What became of this write is known already", "the write has ended in another way"),
    );
    const { user } = renderApp("/sync");
    await user.click(await screen.findByRole("button", { name: "It is in Shopify" }));
    await user.click(await screen.findByRole("button", { name: "Yes, Shopify has it" }));
    const dialog = await screen.findByRole("alertdialog");
    await waitFor(() => expect(dialog.textContent).toContain("The decision could not be recorded"));
  });
});
