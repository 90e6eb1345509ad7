import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dropIdTokenFromAddress, keepHostParameters } from "./app-bridge";

const ADDRESS = "/?embedded=1&shop=demo.myshopify.com&host=abc&id_token=x.y.z";

describe("the address of an embedded page", () => {
  const { pushState, replaceState } = history;

  beforeEach(() => history.replaceState(null, "", ADDRESS));
  afterEach(() => Object.assign(history, { pushState, replaceState }));

  it("loses its token and keeps the shop wherever the app goes", () => {
    dropIdTokenFromAddress();
    keepHostParameters();
    history.pushState(null, "", "/inventory?q=lamp");
    expect(location.pathname + location.search).toBe(
      "/inventory?q=lamp&embedded=1&shop=demo.myshopify.com&host=abc",
    );
    history.replaceState(null, "", "/inventory?q=cup&shop=demo.myshopify.com");
    expect(new URLSearchParams(location.search).getAll("shop")).toEqual(["demo.myshopify.com"]);
    expect(new URLSearchParams(location.search).get("host")).toBe("abc");
    expect(location.search).not.toContain("id_token");
  });

  it("stays as it is where only the state of a page changes", () => {
    keepHostParameters();
    history.replaceState({ scroll: 4 }, "");
    expect(history.state).toEqual({ scroll: 4 });
    expect(location.pathname + location.search).toBe(ADDRESS);
  });
});
