import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Plan, Shop } from "@/api/types";
import { type ContractServer, problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { openShop } from "@/test/shop";

const CHECK = "/api/v1/plan/check";

function plan(some: Partial<Plan> = {}): Plan {
  return {
    provider: "shopify",
    state: "none",
    name: "",
    price: null,
    currency: "",
    billing_period: "",
    since: "2026-11-20T09:00:00Z",
    trial_ends_at: null,
    trial_days_left: null,
    cycle_ends_at: null,
    ends_with_cycle: false,
    grace_days: 7,
    due_at: null,
    stopped_since: null,
    read_at: "2026-11-20T09:00:00Z",
    failing_since: null,
    page: "charges/inventorysync/pricing_plans",
    ...some,
  };
}

const PAID = { name: "InventorySync", price: "29.00", currency: "USD", billing_period: "EVERY_30_DAYS" };

function open(some: Partial<Plan>, shop: Partial<Shop> = {}, path = "/settings/plan"): { server: ContractServer } {
  const server = startServer();
  openShop(server, shop);
  server.on("GET", "/api/v1/plan", () => plan(some));
  server.on("POST", CHECK, () => plan(some));
  renderApp(path);
  return { server };
}

describe("the plan's page", () => {
  it("asks nobody where a shop hosts this itself", async () => {
    const { server } = open({ provider: "self_hosted", state: "active", page: null });
    expect(await screen.findByText("You run InventorySync yourself: everything is on, and nobody asks for a plan.")).toBeTruthy();
    expect(screen.queryByRole("link", { name: /plan/i })).toBeNull();
    expect(server.to("POST", CHECK)).toHaveLength(0);
  });

  it("leads to Shopify's own page of plans, and asks Shopify when somebody comes back from it", async () => {
    const { server } = open({ due_at: "2026-11-27T09:00:00Z" });
    const link = await screen.findByRole("link", { name: "Choose a plan" });
    expect(link.getAttribute("href")).toBe("https://demo.myshopify.com/admin/charges/inventorysync/pricing_plans");
    await waitFor(() => expect(server.to("POST", CHECK)).toHaveLength(1));
    expect(screen.getByText("Choose one by")).toBeTruthy();
    expect(screen.getByText(/everything works for 7 days/)).toBeTruthy();
  });

  it("tells a trial with its days and its price", async () => {
    open({ ...PAID, state: "trial", trial_days_left: 9, trial_ends_at: "2026-12-04T09:00:00Z" });
    expect(await screen.findByText("9 days left")).toBeTruthy();
    expect(screen.getByText("$29.00 every 30 days")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Change or end the plan" })).toBeTruthy();
  });

  it("says that what was known goes on where Shopify does not answer", async () => {
    open({ ...PAID, state: "active", failing_since: "2026-11-20T09:00:00Z" });
    expect(await screen.findByText(/What was known goes on, and nothing is taken from you/)).toBeTruthy();
  });

  it("shows why Shopify could not be asked, and asks again", async () => {
    const server = startServer();
    openShop(server);
    server.on("GET", "/api/v1/plan", () => plan(PAID));
    server.on("POST", CHECK, () => problem(429, "Too many requests", "wait a minute"));
    const { user } = renderApp("/settings/plan");
    await screen.findByText("Shopify could not be asked");
    server.on("POST", CHECK, () => plan({ ...PAID, state: "active" }));
    await user.click(screen.getByRole("button", { name: "Ask Shopify again" }));
    expect(await screen.findByText("Active")).toBeTruthy();
  });

  it("does not ask for people who may not decide", async () => {
    const viewer: Shop["viewer"] = { kind: "member", name: "Bo", role: "viewer", locations: null, permissions: ["read"] };
    const { server } = open({ ...PAID, state: "active" }, { viewer });
    expect(await screen.findByText("Active")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Ask Shopify again" })).toBeNull();
    expect(server.to("POST", CHECK)).toHaveLength(0);
  });
});

describe("the banner of the plan", () => {
  const AT = "2026-12-05T09:00:00Z";
  it.each([
    [{ plan_notice: "choose", plan_due_at: AT }, "Choose a plan"],
    [{ plan_notice: "choose", plan_due_at: AT, unpaid_since: AT }, "Choose a plan to send changes to Shopify"],
    [{ plan_notice: "trial_ends", plan_due_at: AT }, /The trial ends on .*Dec/],
    [{ plan_notice: "ends", plan_due_at: AT }, /The plan ends on .*Dec/],
    [{ plan_notice: "ended", plan_due_at: AT }, "The plan has ended"],
    [{ plan_notice: "frozen", unpaid_since: AT }, "Shopify holds this shop's plan"],
    [{ plan_notice: "unverified" }, "Shopify does not say what this shop's plan is"],
  ] as [Partial<Shop>, string | RegExp][])("tells what is due: %j", async (shop, title) => {
    open({}, shop, "/design");
    expect(await screen.findByText(title, { selector: "[role=status] p" })).toBeTruthy();
    expect(screen.getByRole("link", { name: "See the plan" }).getAttribute("href")).toBe("/settings/plan");
  });
});
