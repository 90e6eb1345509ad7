import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Recovery, Shop } from "@/api/types";
import { startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { openShop } from "@/test/shop";

const CONFIRM = "/api/v1/recovery/confirm";
const OWNER: Shop["viewer"] = {
  kind: "staff",
  name: "Ada",
  role: "owner",
  locations: null,
  permissions: ["read", "write", "admin"],
};

function recovery(some: Partial<Recovery> = {}): Recovery {
  return {
    id: "0192d1d0-0000-7000-8000-000000000001",
    state: "waits",
    restored_at: "2026-11-28T15:00:00Z",
    made_at: "2026-11-28T03:00:00Z",
    backup: "inventorysync-20261128T030000Z",
    given_up: { lines: 2, transfer_steps: 1, imports: 0, stocktakes: 0 },
    levels: 120,
    levels_different: 5,
    units_different: 1,
    read_at: "2026-11-28T15:04:00Z",
    ...some,
  };
}

function openRestored(viewer: Shop["viewer"], some: Partial<Recovery> = {}) {
  const server = startServer();
  let isConfirmed = false;
  openShop(server, { safe_since: "2026-11-28T15:00:00Z", viewer });
  server.on("GET", "/api/v1/recovery", () => ({ recovery: isConfirmed ? null : recovery(some) }));
  server.on("POST", CONFIRM, () => {
    isConfirmed = true;
    openShop(server, { viewer });
    return { recovery: null };
  });
  return server;
}

describe("after a restore", () => {
  it("an owner sees what differed and what was given up, and lets changes go out again", async () => {
    const server = openRestored(OWNER);
    const { user } = renderApp("/sync");
    expect(await screen.findByText("5 of 120 levels differed, by 1 unit. Shopify's numbers are booked; each is listed below.")).toBeTruthy();
    expect(screen.getByText("Nothing is sent to Shopify yet")).toBeTruthy();
    expect(screen.getByRole("link", { name: "See stuck changes" }).getAttribute("href")).toContain("/changes?view=stuck");
    expect(screen.getByText("1 step of a transfer")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Confirm and send again" }));
    expect(server.to("POST", CONFIRM)).toHaveLength(0);
    await user.click(screen.getByRole("button", { name: "Send again" }));
    await waitFor(() => expect(screen.queryByText("Restored from a backup")).toBeNull());
    expect(screen.queryByText("Nothing is sent to Shopify yet")).toBeNull();
  });

  it("others see it and cannot confirm", async () => {
    openRestored({ ...OWNER, role: "manager" });
    renderApp("/sync");
    expect(await screen.findByText("An owner of the shop confirms this.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Confirm and send again" })).toBeNull();
  });

  it("nobody can confirm while it is read", async () => {
    openRestored(OWNER, { state: "reading", given_up: null });
    renderApp("/sync");
    expect(await screen.findByText("Every level is being read in Shopify. This takes some minutes.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Confirm and send again" })).toBeNull();
  });
});
