import { describe, expect, it } from "vitest";
import { type Stand, type Track, barPixel, bringing, firstRow, heightOf, isAdrift, listPixel, scrolledTo } from "./track";

const SHORT: Track = { rows: 1000, rowPx: 48, room: 600 };
const LONG: Track = { rows: 1_000_000, rowPx: 48, room: 600 };
const END = LONG.rows * LONG.rowPx - LONG.room;
const BAR_END = heightOf(LONG) - LONG.room;

describe("a list that fits behind its bar", () => {
  it("is true to the pixel", () => {
    expect(heightOf(SHORT)).toBe(48_000);
    for (const pixel of [0, 1, 777, 47_400]) {
      expect(listPixel(SHORT, pixel)).toBe(pixel);
      expect(barPixel(SHORT, pixel)).toBe(pixel);
    }
    expect(isAdrift(SHORT, { bar: 777, at: 777 })).toBe(false);
  });

  it("and so is one with fewer rows than room", () => {
    const few = { rows: 3, rowPx: 48, room: 600 };
    expect(heightOf(few)).toBe(144);
    expect(scrolledTo(few, { bar: 0, at: 0 }, 0)).toEqual({ bar: 0, at: 0 });
  });
});

describe("a list of a million rows", () => {
  it("is reached from end to end", () => {
    expect(heightOf(LONG)).toBe(12_000_000);
    expect(listPixel(LONG, 0)).toBe(0);
    expect(listPixel(LONG, BAR_END)).toBe(END);
    expect(listPixel(LONG, BAR_END / 2)).toBeCloseTo(END / 2, 0);
    expect(firstRow(LONG, END, 25, 6)).toBe(999_975);
  });

  it("is true to the pixel at both ends", () => {
    expect(listPixel(LONG, 5000)).toBe(5000);
    expect(listPixel(LONG, BAR_END - 5000)).toBe(END - 5000);
  });

  it("comes back to where it was", () => {
    for (const share of [0, 0.01, 0.2, 0.5, 0.77, 0.999, 1]) {
      const at = Math.round(END * share);
      expect(Math.abs(listPixel(LONG, barPixel(LONG, at)) - at)).toBeLessThanOrEqual(5);
    }
  });

  it("moves row by row under the wheel, wherever it stands", () => {
    const middle = scrolledTo(LONG, { bar: 0, at: 0 }, BAR_END / 2);
    expect(scrolledTo(LONG, middle, middle.bar + 48)).toEqual({ bar: middle.bar + 48, at: middle.at + 48 });
    expect(scrolledTo(LONG, middle, middle.bar - 96).at).toBe(middle.at - 96);
  });

  it("jumps by scale where the bar is dragged", () => {
    expect(scrolledTo(LONG, { bar: 0, at: 0 }, 3_000_000).at).toBe(listPixel(LONG, 3_000_000));
  });

  it("never loses an end, however long the wheel is turned", () => {
    let stand: Stand = scrolledTo(LONG, { bar: 0, at: 0 }, 2_000_000);
    let turns = 0;
    while (stand.at > 0 && turns < 1_000_000) {
      const next = scrolledTo(LONG, stand, Math.max(0, stand.bar - 1200));
      stand = isAdrift(LONG, next) ? { at: next.at, bar: barPixel(LONG, next.at) } : next;
      turns += 1;
    }
    expect(stand).toEqual({ bar: 0, at: 0 });
    expect(turns).toBe(Math.ceil(listPixel(LONG, 2_000_000) / 1200));
  });
});

describe("bringing a row into view", () => {
  it("moves as little as it takes", () => {
    expect(bringing(SHORT, 0, 3)).toBe(0);
    expect(bringing(SHORT, 480, 3)).toBe(144);
    expect(bringing(SHORT, 0, 20)).toBe(21 * 48 - 600);
  });
});
