import { describe, expect, it } from "vitest";
import { localOf, momentOf } from "./zoned";

describe("a shop's own time", () => {
  it.each([
    ["2026-11-28T14:30", "Europe/London", "2026-11-28T14:30:00.000Z"],
    ["2026-07-01T09:00", "Europe/Berlin", "2026-07-01T07:00:00.000Z"],
    ["2026-07-01T09:00", "Asia/Kolkata", "2026-07-01T03:30:00.000Z"],
    ["2026-03-08T12:00", "America/New_York", "2026-03-08T16:00:00.000Z"],
    ["2026-10-25T01:00", "Pacific/Auckland", "2026-10-24T12:00:00.000Z"],
  ])("%s in %s is %s, and back", (local, zone, moment) => {
    expect(momentOf(local, zone)).toBe(moment);
    expect(localOf(moment, zone)).toBe(local);
  });

  it("finds a moment also where the clocks skip an hour", () => {
    const skipped = momentOf("2026-03-29T02:30", "Europe/Berlin");
    expect(skipped === "2026-03-29T00:30:00.000Z" || skipped === "2026-03-29T01:30:00.000Z").toBe(true);
  });

  it.each(["", "yesterday", "2026-13-01T00:00", "2026-11-28"])("takes no %s", (local) => expect(momentOf(local, "UTC")).toBeNull());
});
