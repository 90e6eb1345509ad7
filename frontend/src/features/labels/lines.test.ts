import { describe, expect, it } from "vitest";
import { countLabels, readLines, withOneMore, writeLines } from "./lines";

describe("labels in the address", () => {
  it("come back as they were written", () => {
    const lines = [
      { item: "42", copies: 3 },
      { item: "43", copies: 1 },
    ];
    expect(writeLines(lines)).toBe("42.3,43");
    expect(readLines("42.3,43")).toEqual(lines);
    expect(countLabels(lines)).toBe(4);
  });

  it.each(["", "x", "42.0", "42.-1", "1e3", "<script>", "42.9999"])("%s is none", (text) => expect(readLines(text)).toEqual([]));

  it("count a code that is scanned again", () => {
    expect(withOneMore([{ item: "42", copies: 1 }], "42")).toEqual([{ item: "42", copies: 2 }]);
    expect(withOneMore([], "7")).toEqual([{ item: "7", copies: 1 }]);
  });
});
