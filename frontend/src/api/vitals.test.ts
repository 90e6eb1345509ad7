import { expect, it } from "vitest";
import { pageOf } from "./vitals";

it("counts the pages of all items as one", () => {
  expect(pageOf("/inventory/4411")).toBe("/inventory/:itemId");
  expect(pageOf("/inventory")).toBe("/inventory");
  expect(pageOf("/")).toBe("/");
});
