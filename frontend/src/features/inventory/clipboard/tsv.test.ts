import { describe, expect, it } from "vitest";
import { parseTsv, writeTsv } from "./tsv";

describe("a block of cells", () => {
  it.each<[string, string[][]]>([
    ["1", [["1"]]],
    ["1\t2\r\n3\t4\r\n", [["1", "2"], ["3", "4"]]],
    ["1\n2", [["1"], ["2"]]],
    ["1\r2\r", [["1"], ["2"]]],
    ["a\t\tb", [["a", "", "b"]]],
    ["\t", [["", ""]]],
    ["", []],
    ['"two\nlines"\t"say ""hi"""', [["two\nlines", 'say "hi"']]],
    ['5" pipe\t"open', [['5" pipe', '"open']]],
    ['"x" y', [['"x" y']]],
    ["=12\n+3\n-2", [["=12"], ["+3"], ["-2"]]],
  ])("%j is read as %j", (text, cells) => expect(parseTsv(text)).toEqual(cells));

  it("is written so that it is read back the same", () => {
    const cells = [
      ["plain", "tab\there", 'a "quote"'],
      ["two\nlines", "", "ünïcode"],
    ];
    expect(parseTsv(writeTsv(cells))).toEqual(cells);
  });
});
