import { describe, expect, it } from "vitest";
import { type Condition, FIELDS, type Group, countConditions, freshCondition, isReady, kindOf, readFilter, troubleOf, writeFilter } from "./expression";

const lowOrTagged: Group = {
  join: "all",
  parts: [
    { field: "available", op: "<", value: 5 },
    { join: "any", parts: [{ field: "tag", op: "is", value: "sale" }, { field: "barcode", op: "is_empty" }] },
  ],
};

describe("a filter", () => {
  it("is written as the server reads it, and read back as it was", () => {
    const text = writeFilter(lowOrTagged);
    expect(JSON.parse(text ?? "")).toEqual({
      all: [
        { field: "available", op: "<", value: 5 },
        { any: [{ field: "tag", op: "is", value: "sale" }, { field: "barcode", op: "is_empty" }] },
      ],
    });
    expect(readFilter(text)).toEqual(lowOrTagged);
    expect(countConditions(lowOrTagged)).toBe(3);
  });

  it("leaves out groups that hold nothing", () => {
    expect(writeFilter({ join: "all", parts: [{ join: "any", parts: [] }] })).toBeNull();
    expect(writeFilter(null)).toBeNull();
  });

  it("of one condition alone is a group of one", () => {
    expect(readFilter('{"field":"vendor","op":"is","value":"Acme"}')).toEqual({
      join: "all",
      parts: [{ field: "vendor", op: "is", value: "Acme" }],
    });
  });

  it.each(["", "{", "[]", "5", '{"all":5}', '{"all":[{"field":"colour","op":"is","value":"x"}]}', '{"field":"sku","op":">","value":"x"}', '{"field":"sku","op":"is"}'])(
    "that is none is not shown: %s",
    (text) => expect(readFilter(text)).toBeNull(),
  );
});

describe("a condition", () => {
  it.each<[Condition, ReturnType<typeof troubleOf>]>([
    [{ field: "sku", op: "contains", value: "" }, "missing"],
    [{ field: "sku", op: "is_empty" }, null],
    [{ field: "sku", op: "is", value: "x".repeat(201) }, "too_long"],
    [{ field: "available", op: "<", value: 5 }, null],
    [{ field: "available", op: "<", value: 1.5 }, "whole_number"],
    [{ field: "price", op: "<", value: "12.50" }, null],
    [{ field: "price", op: "<", value: "cheap" }, "amount"],
    [{ field: "updated", op: "last_days", value: 7 }, null],
    [{ field: "updated", op: "last_days", value: 0 }, "days"],
    [{ field: "updated", op: "<", value: "2026-11-01" }, null],
    [{ field: "sold", op: "last_days", value: 28 }, null],
    [{ field: "sold", op: "not_last_days", value: 1.5 }, "days"],
    [{ field: "updated", op: "<", value: "soon" }, "date"],
  ])("%j is in trouble: %s", (condition, trouble) => expect(troubleOf(condition)).toBe(trouble));

  it("of any field can be begun, and those that need nothing more are ready", () => {
    const ready = FIELDS.filter((field) => isReady(freshCondition(field)));
    expect(ready.map(kindOf).every((kind) => ["units", "state", "tracked", "sold"].includes(kind))).toBe(true);
    expect(ready).toHaveLength(11);
  });
});
