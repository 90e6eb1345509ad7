import { describe, expect, it } from "vitest";
import { COLUMN_IDS, FIRST_LAYOUT, type Layout, moveBy, moveTo, pin, placed, readLayout, resize, show, unsize, writeLayout } from "./layout";

const ids = (layout: Layout) => layout.map((each) => each.id);
const small: Layout = [{ id: "title", pinned: true }, { id: "sku" }, { id: "available", width: 90 }];

describe("columns", () => {
  it("are written into the address and read back the same", () => {
    expect(writeLayout(small)).toBe("title.p~sku~available.90");
    expect(readLayout("title.p~sku~available.90")).toEqual(small);
    expect(writeLayout(FIRST_LAYOUT)).toBeNull();
    expect(readLayout(null)).toEqual(FIRST_LAYOUT);
    const all = COLUMN_IDS.map((id) => ({ id, width: 100, pinned: true }));
    expect(readLayout(writeLayout(all))).toEqual(all);
  });

  it.each(["", "colour", "~~", "title.p.p"])("that nobody knows are left out: %j", (text) => {
    expect(readLayout(text)).toEqual(FIRST_LAYOUT);
  });

  it("are each there once and within bounds, whatever an address says", () => {
    expect(readLayout("sku.9999~sku~title.1p")).toEqual([{ id: "title", width: 64, pinned: true }, { id: "sku", width: 720 }]);
  });

  it("move, and the pinned ones stay in front", () => {
    expect(ids(moveTo(small, "available", "sku"))).toEqual(["title", "available", "sku"]);
    const first = moveTo(small, "available", "title");
    expect(first.map((each) => [each.id, each.pinned ?? false])).toEqual([["available", true], ["title", true], ["sku", false]]);
    expect(ids(moveBy(small, "sku", 1))).toEqual(["title", "available", "sku"]);
    expect(ids(moveBy(small, "available", 1))).toEqual(["title", "sku", "available"]);
    expect(moveBy(small, "title", 1).find((each) => each.id === "title")?.pinned).toBeUndefined();
  });

  it("are pinned, resized within bounds, and let go again", () => {
    expect(ids(pin(small, "available", true))).toEqual(["title", "available", "sku"]);
    expect(resize(small, "sku", 5)[1]).toEqual({ id: "sku", width: 64 });
    expect(unsize(small, "available")).toEqual([{ id: "title", pinned: true }, { id: "sku" }, { id: "available" }]);
  });

  it("are shown and hidden, but never all", () => {
    expect(ids(show(small, "vendor", true))).toEqual(["title", "sku", "available", "vendor"]);
    expect(ids(show(small, "sku", false))).toEqual(["title", "available"]);
    expect(show([{ id: "sku" }], "sku", false)).toEqual([{ id: "sku" }]);
  });

  it("fill the room there is with the product's name", () => {
    const columns = placed(small, 1000, 40);
    expect(columns.map((each) => each.left)).toEqual([40, 800, 910]);
    expect(columns[0]?.width).toBe(760);
    expect(placed(small, 100, 40)[0]?.width).toBe(240);
  });
});
