import { describe, expect, it } from "vitest";
import { readAdjustRequest, writeAdjustRequest } from "./adjust-request";

describe("the request to adjust, in the address", () => {
  it("comes back as it was written", () => {
    const request = { itemId: "gid://shopify/InventoryItem/7", locationId: "gid://shopify/Location/2" };
    expect(writeAdjustRequest(request)).toBe("7.2");
    expect(readAdjustRequest("7.2")).toEqual(request);
  });

  it("may leave the location open", () => {
    expect(readAdjustRequest("7")).toEqual({ itemId: "gid://shopify/InventoryItem/7", locationId: null });
  });

  it.each([null, "", "x", "7.", "7.2.3", "../7"])("is nobody's request when it is %j", (value) => {
    expect(readAdjustRequest(value)).toBeNull();
  });
});
