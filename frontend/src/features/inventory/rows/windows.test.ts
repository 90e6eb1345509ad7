import { expect, it } from "vitest";
import { windowsOf } from "./windows";

it.each<[number, number, number[]]>([
  [0, 30, [0]],
  [150, 210, [0, 1]],
  [100_000, 100_030, [0, 500]],
  [199, 600, [0, 1, 2, 3]],
  [-5, -1, [0]],
])("rows %d to %d are in the windows %j, and the first is always read", (first, last, numbers) => {
  expect(windowsOf(first, last)).toEqual(numbers);
});

it("rows that are fetched by themselves need no other window", () => {
  expect(windowsOf(450, 620, false)).toEqual([2, 3]);
});
