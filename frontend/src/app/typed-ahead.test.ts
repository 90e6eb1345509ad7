import { describe, expect, it } from "vitest";
import { holdTyped } from "./typed-ahead";

function press(into: ReturnType<typeof holdTyped>, ...keys: string[]): boolean[] {
  return keys.map((key) => into.press(new KeyboardEvent("keydown", { key })));
}

describe("what is typed ahead of a dialog", () => {
  it("is what would stand in its field", () => {
    const typed = holdTyped();
    expect(press(typed, "l", "ä", "x", "Backspace", " ", "9")).toEqual([true, true, true, true, true, true]);
    expect(typed.text()).toBe("lä 9");
  });

  it("takes no key that types nothing", () => {
    const typed = holdTyped();
    expect(press(typed, "Tab", "ArrowDown", "F5", "Enter", "Shift")).toEqual([false, false, false, false, false]);
    expect(typed.press(new KeyboardEvent("keydown", { key: "r", ctrlKey: true }))).toBe(false);
    expect(typed.text()).toBe("");
  });

  it("is forgotten with the next opening", () => {
    const typed = holdTyped();
    press(typed, "a");
    typed.clear();
    expect(typed.text()).toBe("");
  });
});
