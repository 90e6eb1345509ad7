import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ChangeSet, ChangeSetInput, Level } from "@/api/types";
import { type Asked, type ContractServer, answer, problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { LAMP, LEEDS, item, openShop, quantities } from "@/test/shop";

const CHANGE_SETS = "/api/v1/change-sets";

function changeSet(state: ChangeSet["state"], error: ChangeSet["lines"][number]["error"] = null): ChangeSet {
  return {
    id: "cs1",
    kind: "adjust",
    reason: "correction",
    note: "",
    state,
    created_at: "2026-11-20T11:00:00Z",
    actor: "browser",
    confirmed_at: null,
    undoes: null,
    undone_by: [],
  document: null,
    counts: { pending: 1, pushing: 0, confirmed: 0, failed: 0 },
    lines: [
      {
        line: 1,
        inventory_item_id: LAMP,
        sku: "LAMP-1",
        title: "Desk lamp",
        location_id: LEEDS,
        location_name: "Leeds",
        name: "available",
        delta: -3,
        from_name: null,
        to_name: null,
        quantity: null,
        state: error ? "failed" : "pending",
        error,
        confirmed_at: null,
      is_undone: false,
      },
    ],
  };
}

function preview(problemText: string | null = null): object {
  const before = quantities({ available: 12, on_hand: 12 });
  const after = quantities({ available: 9, on_hand: 9 });
  return { dry_run: true, lines: [{ inventory_item_id: LAMP, location_id: LEEDS, before, after, problem: problemText }] };
}

function isPreview({ body }: Asked): boolean {
  return (body as ChangeSetInput).dry_run === true;
}

function sent(server: ContractServer): Asked[] {
  return server.to("POST", CHANGE_SETS).filter((each) => !isPreview(each));
}

async function openAdjust() {
  const server = startServer();
  openShop(server);
  server.on("POST", CHANGE_SETS, (asked) => (isPreview(asked) ? preview() : answer(202, changeSet("pending"))));
  server.on("GET", `${CHANGE_SETS}/cs1`, () => changeSet("pushing"));
  const { user } = renderApp("/inventory?adjust=7.1");
  const units = await screen.findByRole("textbox", { name: "Units" });
  return { server, user, units };
}

describe("adjusting stock", () => {
  it("shows the arithmetic while typing and what the server makes of it", async () => {
    const { server, user, units } = await openAdjust();
    await user.click(screen.getByRole("radio", { name: "Remove" }));
    await user.type(units, "3");
    expect(screen.getByText("12, −3, gives 9")).toBeTruthy();
    expect(await screen.findByText("12 → 9")).toBeTruthy();
    const asked = server.to("POST", CHANGE_SETS);
    expect(asked.every(isPreview)).toBe(true);
    expect(asked.at(-1)?.body).toMatchObject({ kind: "adjust", dry_run: true, lines: [{ name: "available", delta: -3 }] });
  });

  it("sends a set as the difference, with its reason and note, and follows it to the confirmation", async () => {
    const { server, user, units } = await openAdjust();
    await user.click(screen.getByRole("radio", { name: "Set to" }));
    await user.type(units, "9");
    await user.type(screen.getByRole("textbox", { name: /Note/ }), "Counted twice");
    await user.click(screen.getByRole("button", { name: "Send to Shopify" }));
    expect(await screen.findByText("Shopify is taking it")).toBeTruthy();
    expect(sent(server).map((each) => each.body)).toEqual([
      {
        kind: "adjust",
        reason: "cycle_count_available",
        note: "Counted twice",
        dry_run: false,
        lines: [{ inventory_item_id: LAMP, location_id: LEEDS, name: "available", delta: -3 }],
      },
    ]);
    server.on("GET", `${CHANGE_SETS}/cs1`, () => changeSet("confirmed"));
    server.say("change_set", { id: "cs1", state: "confirmed" });
    expect(await screen.findByText("Confirmed by Shopify")).toBeTruthy();
    expect(await screen.findByText("Desk lamp: −3 confirmed by Shopify")).toBeTruthy();
  });

  it("sends the same intention again with the same key after a failure", async () => {
    const { server, user, units } = await openAdjust();
    let broken = true;
    server.on("POST", CHANGE_SETS, (asked) => {
      if (isPreview(asked)) return preview();
      return broken ? problem(503, "Busy", "The database is restarting.") : answer(202, changeSet("pending"));
    });
    await user.type(units, "3");
    await user.click(screen.getByRole("button", { name: "Send to Shopify" }));
    expect(await screen.findByText("The database is restarting.")).toBeTruthy();
    broken = false;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Shopify is taking it")).toBeTruthy();
    const intents = sent(server).map((each) => each.headers.get("idempotency-key"));
    expect(intents).toHaveLength(2);
    expect(intents[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(intents[1]).toBe(intents[0]);
  });

  it("takes another key for another intention", async () => {
    const { server, user, units } = await openAdjust();
    server.on("POST", CHANGE_SETS, (asked) => (isPreview(asked) ? preview() : problem(503, "Busy", "Not now.")));
    await user.type(units, "3");
    await user.click(screen.getByRole("button", { name: "Send to Shopify" }));
    await screen.findByText("Not now.");
    await user.clear(units);
    await user.type(units, "4");
    await user.click(screen.getByRole("button", { name: "Send to Shopify" }));
    await waitFor(() => expect(sent(server)).toHaveLength(2));
    const intents = sent(server).map((each) => each.headers.get("idempotency-key"));
    expect(intents[1]).not.toBe(intents[0]);
  });

  it("gives Shopify's own reason when it refuses, and keeps it in view", async () => {
    const { server, user, units } = await openAdjust();
    const refused = { code: "ITEM_NOT_STOCKED_AT_LOCATION", message: "The inventory item is not stocked at the location." };
    server.on("GET", `${CHANGE_SETS}/cs1`, () => changeSet("failed", refused));
    await user.type(units, "3");
    await user.click(screen.getByRole("button", { name: "Send to Shopify" }));
    expect(await screen.findByText("Shopify refused the change", {}, { timeout: 4000 })).toBeTruthy();
    expect(screen.getByText(refused.message)).toBeTruthy();
    expect(screen.getByText(refused.code)).toBeTruthy();
  });

  it("moves units between quantities", async () => {
    const { server, user, units } = await openAdjust();
    await user.click(screen.getByRole("radio", { name: "Move" }));
    await user.type(units, "2");
    await user.click(screen.getByRole("button", { name: "Send to Shopify" }));
    await waitFor(() => expect(sent(server)).toHaveLength(1));
    expect(sent(server)[0]?.body).toMatchObject({
      kind: "move",
      reason: "damaged",
      lines: [{ from_name: "available", to_name: "damaged", quantity: 2 }],
    });
  });

  it("does not send what is no whole number, and says why", async () => {
    const { server, user, units } = await openAdjust();
    await user.type(units, "1.5");
    await user.click(screen.getByRole("button", { name: "Send to Shopify" }));
    expect(await screen.findByText("Enter whole units, such as 3.")).toBeTruthy();
    expect(units.getAttribute("aria-invalid")).toBe("true");
    expect(server.to("POST", CHANGE_SETS)).toEqual([]);
  });

  it("does not send what the preview refuses", async () => {
    const { server, user, units } = await openAdjust();
    server.on("POST", CHANGE_SETS, () => preview("Shopify takes at most 1,000,000,000 units."));
    await user.type(units, "3");
    expect((await screen.findByRole("alert")).textContent).toBe("Shopify takes at most 1,000,000,000 units.");
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send to Shopify" }).disabled).toBe(true);
  });

  it("works on the number as it is now when a sale comes in between", async () => {
    const { server, user, units } = await openAdjust();
    await user.click(screen.getByRole("radio", { name: "Set to" }));
    await user.type(units, "9");
    expect(screen.getByText("12, −3, gives 9")).toBeTruthy();
    const [leeds, york] = item().levels;
    const sold = { ...leeds, quantities: quantities({ available: 11, on_hand: 11 }) };
    server.on("GET", `/api/v1/items/${LAMP}`, () => item({ levels: [sold, york] as Level[] }));
    server.say("levels", {
      levels: [{ inventory_item_id: LAMP, location_id: LEEDS, quantities: sold.quantities, updated_at: "2026-11-20T11:00:00Z" }],
    });
    expect(await screen.findByText("11, −2, gives 9")).toBeTruthy();
  });
});
