import { describe, expect, it } from "vitest";
import { spellingsOf } from "./codes";

describe("the spellings of a code", () => {
  it("has a UPC-A with and without the zero that makes it an EAN-13", () => {
    expect(spellingsOf("036000291452")).toEqual(["036000291452", "0036000291452"]);
    expect(spellingsOf("0036000291452")).toEqual(["0036000291452", "036000291452"]);
  });

  it("leaves a SKU as it is", () => {
    expect(spellingsOf("85123A")).toEqual(["85123A"]);
    expect(spellingsOf("0012")).toEqual(["0012"]);
  });
});
