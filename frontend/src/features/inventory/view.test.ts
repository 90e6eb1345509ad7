import { describe, expect, it } from "vitest";
import { FIRST_VIEW, readView, writeView } from "./view";

describe("the view in the address", () => {
  it("comes back as it was written", () => {
    const view = {
      search: "red lamp",
      state: "negative",
      locationId: "gid://shopify/Location/2",
      sort: { key: "available", descending: true },
    } as const;
    const written = writeView(view, new URLSearchParams());
    expect(written.toString()).toBe("q=red+lamp&state=negative&location=2&sort=-available");
    expect(readView(written)).toEqual(view);
  });

  it("leaves out what is as at first, and what belongs to others in", () => {
    expect(writeView(FIRST_VIEW, new URLSearchParams("embedded=1&q=x")).toString()).toBe("embedded=1");
  });

  it("falls back where an address says what it cannot mean", () => {
    expect(readView(new URLSearchParams("state=broken&location=DROP&sort=-colour"))).toEqual(FIRST_VIEW);
  });
});
