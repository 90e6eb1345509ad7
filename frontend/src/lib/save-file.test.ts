import { describe, expect, it } from "vitest";
import { fileNameOf } from "./save-file";

describe("a file's name", () => {
  it("is the one the server gave", () => expect(fileNameOf('attachment; filename="stock.csv"', "x")).toBe("stock.csv"));

  it("may be in any language", () =>
    expect(fileNameOf("attachment; filename*=UTF-8''L%C3%A4ger%202.csv", "x")).toBe("Läger 2.csv"));

  it("is another where the server gave none", () => expect(fileNameOf(null, "inventory.xlsx")).toBe("inventory.xlsx"));
});
