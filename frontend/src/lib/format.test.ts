import { describe, expect, it } from "vitest";
import { createFormat } from "./format";

const british = createFormat({ locale: "en-GB", currency: "GBP", timeZone: "Europe/London" });
const german = createFormat({ locale: "de-DE", currency: "EUR", timeZone: "Europe/Berlin" });
const NOW = Date.parse("2026-11-23T12:00:00Z");

describe("format", () => {
  it("writes quantities in the reader's own way, with a true minus", () => {
    expect(british.quantity(-1234567)).toBe("−1,234,567");
    expect(german.quantity(1234567)).toBe("1.234.567");
  });

  it("gives every change its sign", () => {
    expect([british.delta(3), british.delta(-3), british.delta(0)]).toEqual(["+3", "−3", "±0"]);
  });

  it("keeps every digit of what one unit costs", () => {
    expect(british.unitCost({ amount: "3.125", currency: "GBP" })).toBe("£3.125");
    expect(british.unitCost({ amount: "4.2", currency: "GBP" })).toBe("£4.20");
  });

  it("keeps the minor unit of money, and leaves it out of large figures", () => {
    expect(british.money({ amount: "1284310.5", currency: "GBP" })).toBe("£1,284,310.50");
    expect(british.wholeMoney({ amount: "1284310.5", currency: "GBP" })).toBe("£1,284,311");
  });

  it("shows times in the shop's zone, also over a change of clocks", () => {
    expect(british.dateTime("2026-07-01T23:30:00Z")).toBe("2 Jul 2026, 00:30");
    expect(british.dateTime("2026-11-23T23:30:00Z")).toBe("23 Nov 2026, 23:30");
  });

  it("does not move a calendar day into its neighbour", () => {
    const far = createFormat({ locale: "en-GB", currency: "USD", timeZone: "Pacific/Honolulu" });
    expect(far.shortDay("2026-11-23")).toBe("23 Nov");
  });

  it("tells how long ago something was in its largest unit", () => {
    expect(british.ago("2026-11-23T11:59:48Z", NOW)).toBe("12 seconds ago");
    expect(british.ago("2026-11-23T10:30:00Z", NOW)).toBe("1 hour ago");
    expect(british.ago("2026-11-21T12:00:00Z", NOW)).toBe("2 days ago");
  });

  it("never says that something will happen because a clock is ahead", () => {
    expect(british.ago("2026-11-23T12:00:02Z", NOW)).toBe("now");
  });

  it("writes lengths of time shortly", () => {
    expect(british.duration(90)).toBe("1 min");
    expect(british.duration(7300)).toBe("2 hrs");
  });
});
