import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { answer, problem, startServer } from "@/test/contract-server";
import { renderApp } from "@/test/render-app";
import { openShop } from "@/test/shop";

const RULES = "/api/v1/sign-in-rules";
const NOW = "2026-11-20T10:00:00Z";

const person = (name: string, kind: "shopify" | "invited") => ({
  id: `0192d1d0-0000-7000-8000-00000000000${name.length}`,
  kind,
  name,
  email: kind === "invited" ? "ada@example.com" : null,
  shopify_user: kind === "shopify" ? "1" : null,
  role: "warehouse",
  locations: null,
  created_at: NOW,
  last_seen_at: NOW,
  is_you: false,
});

function openPeople(mayLetIn: boolean) {
  const server = startServer();
  openShop(server);
  server.on("GET", "/api/v1/people", () => ({
    items: [person("Ada", "invited"), person("Grace", "shopify")],
    invitations: [],
    removed: [],
    may_let_in: mayLetIn,
    roles: ["owner", "warehouse"].map((role) => ({ role, permissions: ["read"], may_give: true })),
    sends_mail: true,
  }));
  server.on("GET", RULES, () => ({ passkey_roles: ["owner"], without: ["warehouse", "warehouse"] }));
  return server;
}

describe("what is asked at the sign-in", () => {
  it("an owner asks for passkeys of a role, and sees who has none yet", async () => {
    const server = openPeople(true);
    server.on("PUT", RULES, () => null);
    const { user } = renderApp("/people");
    const box = await screen.findByRole("checkbox", { name: /Warehouse/ });
    expect(screen.getByText("2 people have none yet")).toBeTruthy();
    expect((screen.getByRole("checkbox", { name: /Owner/ }) as HTMLInputElement).checked).toBe(true);
    await user.click(box);
    await user.click(await screen.findByRole("button", { name: "Save" }));
    await waitFor(() => expect(server.to("PUT", RULES).map(({ body }) => body)).toEqual([{ passkey_roles: ["owner", "warehouse"] }]));
  });

  it("says why an owner may not lock themselves out", async () => {
    const server = openPeople(true);
    server.on("PUT", RULES, () => problem(409, "This would lock you out", "add a passkey and sign in with it first"));
    const { user } = renderApp("/people");
    await user.click(await screen.findByRole("checkbox", { name: /Warehouse/ }));
    await user.click(await screen.findByRole("button", { name: "Save" }));
    expect(await screen.findByText("add a passkey and sign in with it first")).toBeTruthy();
  });

  it("is shown to others and decided by owners alone", async () => {
    openPeople(false);
    renderApp("/people");
    expect((await screen.findByRole("checkbox", { name: /Warehouse/ })).closest("fieldset")?.disabled).toBe(true);
    expect(screen.getByText("An owner decides this.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Passkeys lost/ })).toBeNull();
  });

  it("forgets the passkeys of somebody who has lost their device, once it was confirmed", async () => {
    const server = openPeople(true);
    const path = "/api/v1/people/0192d1d0-0000-7000-8000-000000000003/passkeys";
    server.on("DELETE", path, () => null);
    const { user } = renderApp("/people");
    await user.click(await screen.findByRole("button", { name: "Passkeys lost: Ada" }));
    expect(screen.queryByRole("button", { name: "Passkeys lost: Grace" }), "Shopify's staff have none here").toBeNull();
    expect(server.to("DELETE", path)).toHaveLength(0);
    await user.click(await screen.findByRole("button", { name: "Forget them" }));
    await waitFor(() => expect(server.to("DELETE", path)).toHaveLength(1));
  });
});

const me = (missing: "add_passkey" | "use_passkey") => ({
  id: "0192d1d0-0000-7000-8000-000000000009",
  kind: "invited",
  name: "Ada",
  email: "ada@example.com",
  role: "warehouse",
  locations: null,
  has_password: true,
  passkeys: [],
  passkey_domain: "shop.test",
  missing,
  sign_ins: [],
});

describe("somebody who came by a password alone", () => {
  it.each([
    ["add_passkey", "Add a passkey to go on"],
    ["use_passkey", "Sign in with your passkey"],
  ] as const)("sees what to do first (%s) and nothing else", async (missing, title) => {
    const server = startServer();
    openShop(server);
    server.on("GET", "/api/v1/shop", () => answer(403, { type: "urn:inventorysync:problem:passkey-needed", title: "A passkey is needed", status: 403, detail: "add one" }));
    server.on("GET", "/api/v1/me", () => me(missing));
    renderApp("/inventory");
    expect(await screen.findByText(title)).toBeTruthy();
    expect(screen.queryByRole("grid")).toBeNull();
    expect(screen.queryByText("add one")).toBeNull();
  });
});
