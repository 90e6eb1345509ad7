import { describe, expect, it } from "vitest";
import { readLocale } from "./locale";

describe("a locale from outside", () => {
  it("is its plain name, in the usual spelling", () => {
    expect(readLocale("de-ch")).toBe("de-CH");
    expect(readLocale("pt-BR")).toBe("pt-BR");
    expect(readLocale("fr-u-nu-thai")).toBe("fr");
  });

  it("is none where it is not one", () => {
    for (const given of [null, "", "<script>", "en_GB; drop", "e", "x".repeat(400), "en-GB\u0000", "zz-ZZ"]) {
      expect(readLocale(given)).toBeNull();
    }
  });
});
