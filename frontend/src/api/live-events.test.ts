import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import { LAMP, LEEDS, item, level, page, quantities, sync } from "@/test/shop";
import { keys } from "./keys";
import { applyEvent } from "./live-events";
import type { ItemDetail, LevelPage, Sync } from "./types";

const change = {
  inventory_item_id: LAMP,
  location_id: LEEDS,
  quantities: quantities({ available: -1, on_hand: -1 }),
  updated_at: "2026-11-20T11:00:00Z",
};

function held() {
  const queries = new QueryClient();
  const untouched = level({ inventory_item_id: "gid://shopify/InventoryItem/8" });
  queries.setQueryData(["levels", {}, 0], page([level(), untouched]));
  queries.setQueryData(["levels", {}, 1], page([untouched]));
  queries.setQueryData(keys.item(LAMP), item());
  queries.setQueryData(keys.sync, sync());
  return { queries, untouched };
}

describe("a word on the live stream", () => {
  it("changes the rows that it names, their state too, and no others", () => {
    const { queries, untouched } = held();
    const other = queries.getQueryData<LevelPage>(["levels", {}, 1]);
    applyEvent(queries, { event: "levels", data: { levels: [change] } }, () => undefined);
    const rows = queries.getQueryData<LevelPage>(["levels", {}, 0])?.items;
    expect(queries.getQueryData<LevelPage>(["levels", {}, 1])).toBe(other);
    expect(rows?.[0]).toMatchObject({ quantities: change.quantities, state: "negative", updated_at: change.updated_at });
    expect(rows?.[1]).toEqual(untouched);
  });

  it("changes the open item at once", () => {
    const { queries } = held();
    applyEvent(queries, { event: "levels", data: { levels: [change] } }, () => undefined);
    expect(queries.getQueryData<ItemDetail>(keys.item(LAMP))?.levels[0]?.quantities.available).toBe(-1);
  });

  it("has the sums read again", () => {
    const { queries } = held();
    const summaries = vi.fn();
    applyEvent(queries, { event: "levels", data: { levels: [change] } }, summaries);
    expect(summaries).toHaveBeenCalledOnce();
  });

  it("marks everything as old when too much changed to be listed", () => {
    const { queries } = held();
    applyEvent(queries, { event: "levels", data: { all: true } }, () => undefined);
    expect(queries.getQueryState(["levels", {}, 0])?.isInvalidated).toBe(true);
    expect(queries.getQueryState(keys.item(LAMP))?.isInvalidated).toBe(true);
  });

  it("has the marks of what was on its way read again once a change set has ended, and not before", () => {
    const { queries } = held();
    applyEvent(queries, { event: "change_set", data: { id: "cs1", state: "pushing" } }, () => undefined);
    expect(queries.getQueryState(["levels", {}, 0])?.isInvalidated).toBe(false);
    applyEvent(queries, { event: "change_set", data: { id: "cs1", state: "confirmed" } }, () => undefined);
    expect(queries.getQueryState(["levels", {}, 0])?.isInvalidated).toBe(true);
  });

  it("keeps the drift of the sync page true", () => {
    const { queries } = held();
    applyEvent(queries, { event: "sync", data: { drift_units: 3 } }, () => undefined);
    expect(queries.getQueryData<Sync>(keys.sync)?.drift_units).toBe(3);
  });

  it("reads everything again after a connection, for what was not heard", () => {
    const { queries } = held();
    applyEvent(queries, { event: "hello", data: { at: "2026-11-20T11:00:00Z" } }, () => undefined);
    expect(queries.getQueryState(keys.sync)?.isInvalidated).toBe(true);
  });
});
