import { expect, it } from "vitest";
import { fits } from "./fits";

it.each([
  ["LAN-2001-RED", 168, 16, true],
  ["Enamel mug, large, cream", 240, 16, true],
  ["A lantern of wrought iron with four panes of glass", 240, 16, false],
  ["WWWWWWWWWWWWWWWW", 168, 16, false],
  ["琺瑯馬克杯大號白色", 168, 16, true],
  ["琺瑯馬克杯大號白色帶藍邊", 168, 16, false],
  ["Bristol store", 140, 16, true],
  ["Bristol store", 140, 24, false],
  ["", 64, 16, true],
])("%s in %i px of a column, with text of %i px: %s", (text, columnPx, rootPx, expected) => {
  expect(fits(text, columnPx, rootPx)).toBe(expected);
});
