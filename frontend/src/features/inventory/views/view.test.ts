import { describe, expect, it } from "vitest";
import { FIRST_VIEW, type View, isBare, isNarrowed, isSame, keptOf, questionOf, readView, viewOf, writeView } from "./view";

const full: View = {
  search: "red lamp",
  state: "negative",
  locationId: "gid://shopify/Location/2",
  filter: { join: "any", parts: [{ field: "vendor", op: "is", value: "Ä & Co" }] },
  sort: { key: "value", descending: true },
  layout: [{ id: "title", width: 300, pinned: true }, { id: "available" }],
  density: "compact",
  savedAs: "0f2c",
};

describe("the view in the address", () => {
  it("comes back as it was written, all of it", () => {
    const written = writeView(full, new URLSearchParams());
    expect(written.get("cols")).toBe("title.300p~available");
    expect(written.get("filter")).toBe('{"any":[{"field":"vendor","op":"is","value":"Ä & Co"}]}');
    expect(readView(new URLSearchParams(written.toString()))).toEqual(full);
  });

  it("leaves out what is as at first, and what belongs to others in", () => {
    expect(writeView(FIRST_VIEW, new URLSearchParams("embedded=1&q=x")).toString()).toBe("embedded=1");
  });

  it("falls back where an address says what it cannot mean", () => {
    const broken = "state=broken&location=DROP&sort=-colour&filter={&cols=?&density=huge";
    expect(readView(new URLSearchParams(broken))).toEqual(FIRST_VIEW);
  });

  it("is bare where it says nothing of the grid", () => {
    expect(isBare(new URLSearchParams("embedded=1&adjust=7.1"))).toBe(true);
    expect(isBare(new URLSearchParams("view=all"))).toBe(false);
    expect(isBare(new URLSearchParams("q=lamp"))).toBe(false);
  });
});

describe("a view", () => {
  it("asks the server for what narrows it, and for nothing else", () => {
    expect(questionOf(full)).toEqual({
      search: "red lamp",
      state: "negative",
      location_id: "gid://shopify/Location/2",
      filter: '{"any":[{"field":"vendor","op":"is","value":"Ä & Co"}]}',
    });
    expect(isNarrowed({ ...full, search: "", state: null, locationId: null, filter: null })).toBe(false);
  });

  it("is saved without its own name and opened with it", () => {
    const kept = keptOf(full);
    expect(Object.keys(kept)).toEqual(["q", "state", "location", "filter", "sort", "cols", "density"]);
    expect(viewOf(kept, "0f2c")).toEqual(full);
    expect(isSame(viewOf(kept, "another"), full)).toBe(true);
    expect(isSame({ ...full, density: "comfortable" }, full)).toBe(false);
  });
});
