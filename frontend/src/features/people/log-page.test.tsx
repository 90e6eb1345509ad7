import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { openShop, page } from "@/test/shop";

const MONDAYS = "0192d1d0-0000-7000-8000-000000000001";
const ENDED = "0192d1d0-0000-7000-8000-000000000002";

function entry(id: number, actor: string, actorName = "") {
  return {
    id,
    at: "2026-11-20T06:00:00Z",
    actor,
    actor_name: actorName,
    action: "stocktake.made",
    subject: "stocktake:7",
    before: null,
    after: null,
    request_id: null,
  };
}

const schedule = {
  id: MONDAYS,
  version: 1,
  name: "A little every Monday",
  location_id: "gid://shopify/Location/1",
  location_name: "Leeds",
  days_of_sales: 90,
  value_by: "cost",
  lines_max: 20,
  is_active: true,
  ran_on: null,
  classes: [],
};

describe("the audit log", () => {
  it("says who it was: a person by name, a count in turns by its own and with a link, one that has ended too", async () => {
    const server = startServer();
    openShop(server);
    server.on("GET", "/api/v1/audit", () =>
      page([entry(3, "member:1", "Ada"), entry(2, `schedule:${MONDAYS}`), entry(1, `schedule:${ENDED}`)]),
    );
    server.on("GET", "/api/v1/count-schedules", () => page([schedule]));
    renderApp("/people/log");
    const link = await screen.findByRole("link", { name: "Count in turns: A little every Monday" });
    expect(link.getAttribute("href")).toBe("/stocktakes/schedules");
    expect(screen.getByText(/Ada · stocktake:7/)).toBeTruthy();
    expect(screen.getByText(/A count in turns that has ended/)).toBeTruthy();
    expect(document.body.textContent).not.toContain("schedule:");
  });
});
