import { describe, expect, it, vi } from "vitest";
import { answer, problem, startServer } from "@/test/contract-server";
import { createServer, take } from "./client";
import { ApiProblem, Unreachable } from "./problem";

const SHOP = "/api/v1/shop";

function connect(tokens: string[]) {
  const refused = vi.fn();
  const left = [...tokens];
  return { refused, ...createServer("http://shop.test", { token: async () => left.shift() ?? null, refused }) };
}

describe("a call to the server", () => {
  it("asks once more with a fresh token when Shopify's header says so", async () => {
    const server = startServer();
    server.on("GET", SHOP, ({ headers }) => {
      if (headers.get("authorization") === "Bearer fresh") return { domain: "demo" };
      const stale = problem(401, "Stale", "The token has expired.");
      stale.headers.set("X-Shopify-Retry-Invalid-Session-Request", "1");
      return stale;
    });
    const { api, refused } = connect(["stale", "fresh"]);
    expect(await take(api.GET(SHOP))).toEqual({ domain: "demo" });
    expect(server.asked).toHaveLength(2);
    expect(refused).not.toHaveBeenCalled();
  });

  it("gives up the credentials at a plain refusal, without asking again", async () => {
    const server = startServer();
    server.on("GET", SHOP, () => problem(401, "Not signed in", "The key is revoked."));
    const { api, refused } = connect(["old"]);
    await expect(take(api.GET(SHOP))).rejects.toMatchObject({ status: 401, message: "The key is revoked." });
    expect(server.asked).toHaveLength(1);
    expect(refused).toHaveBeenCalledOnce();
  });

  it("repeats the body when it repeats the call", async () => {
    const server = startServer();
    let first = true;
    server.on("POST", "/api/v1/api-keys", ({ body }) => {
      if (!first) return answer(201, { said: body });
      first = false;
      const stale = problem(401, "Stale", "The token has expired.");
      stale.headers.set("X-Shopify-Retry-Invalid-Session-Request", "1");
      return stale;
    });
    const { api } = connect(["stale", "fresh"]);
    const body = { name: "scanner", scopes: ["read" as const] };
    expect(await take(api.POST("/api/v1/api-keys", { body }))).toEqual({ said: body });
  });

  it("tells a refusal from a server that is not there", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    const { api } = connect(["key"]);
    await expect(take(api.GET(SHOP))).rejects.toBeInstanceOf(Unreachable);
    vi.unstubAllGlobals();
  });

  it("carries the server's words, its reference and the fields that are wrong", async () => {
    const server = startServer();
    server.on("GET", SHOP, () =>
      answer(422, { title: "Invalid", detail: "Check the units.", status: 422, request_id: "req_9", errors: [{ field: "delta", message: "Whole", code: "int" }] }),
    );
    const { api } = connect(["key"]);
    const refusal = await take(api.GET(SHOP)).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ApiProblem);
    expect(refusal).toMatchObject({ status: 422, title: "Invalid", message: "Check the units.", requestId: "req_9" });
    expect((refusal as ApiProblem).fields).toEqual([{ field: "delta", message: "Whole", code: "int" }]);
  });

  it("sends Shopify's ids as one part of the path", async () => {
    const server = startServer();
    server.on("GET", "/api/v1/items/gid://shopify/InventoryItem/7", () => ({ sku: "A" }));
    const { api } = connect(["key"]);
    const path = { inventory_item_id: "gid://shopify/InventoryItem/7" };
    expect(await take(api.GET("/api/v1/items/{inventory_item_id}", { params: { path } }))).toEqual({ sku: "A" });
  });
});
