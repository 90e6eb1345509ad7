import { describe, expect, it } from "vitest";
import { levelKey } from "@/api/live";
import { level } from "@/test/shop";
import { type Draft, NO_DRAFTS, forget, heldOf, outcomeOf, readyDrafts, rebase, settle, typeInto, undo } from "./drafts";

const lamp = level();
const key = levelKey(lamp);
const chair = level({ inventory_item_id: "gid://shopify/InventoryItem/8", title: "Chair" });

describe("what is typed into a quantity of 12", () => {
  it.each([
    ["=15", 3, 15],
    ["15", 3, 15],
    [" 15 ", 3, 15],
    ["+3", 3, 15],
    ["-2", -2, 10],
    ["−2", -2, 10],
    ["=0", -12, 0],
    ["1,200", 1188, 1200],
    ["-20", -20, -8],
  ])("%s changes it by %d to %d", (text, delta, after) => expect(outcomeOf(text, 12)).toEqual({ delta, after }));

  it.each([
    ["twelve", "not_a_whole_number"],
    ["1.5", "not_a_whole_number"],
    ["=", "empty"],
    ["+-3", "negative_amount"],
    ["12", "no_change"],
    ["+0", "no_change"],
    ["2000000000", "out_of_bounds"],
    ["=SUM(A1)", "not_a_whole_number"],
  ])("%s is refused: %s", (text, problem) => expect(outcomeOf(text, 12)).toEqual({ problem }));
});

describe("drafts", () => {
  it("start from what is there and on its way", () => {
    expect(heldOf(level({ pending: -2 }))).toBe(10);
  });

  it("are kept only where something differs", () => {
    const typed = typeInto(NO_DRAFTS, [{ level: lamp, text: "+3" }, { level: chair, text: "12" }]);
    expect([...typed.drafts.keys()]).toEqual([key]);
    expect(typeInto(typed, [{ level: lamp, text: "" }]).drafts.size).toBe(0);
  });

  it("keep what was refused, but do not send it", () => {
    const typed = typeInto(NO_DRAFTS, [{ level: lamp, text: "a dozen" }, { level: chair, text: "5" }]);
    expect(typed.drafts.size).toBe(2);
    expect(readyDrafts(typed.drafts).map((each) => [each.draft.level.title, each.delta])).toEqual([["Chair", -7]]);
  });

  it("are taken back step by step, a pasted block as one", () => {
    const one = typeInto(NO_DRAFTS, [{ level: lamp, text: "1" }]);
    const pasted = typeInto(one, [{ level: lamp, text: "2" }, { level: chair, text: "3" }]);
    expect(undo(pasted).drafts).toEqual(one.drafts);
    expect(undo(undo(pasted)).drafts.size).toBe(0);
    expect(undo(undo(undo(pasted))).drafts.size).toBe(0);
    expect(undo(forget(one, [key])).drafts).toEqual(one.drafts);
  });

  it("that were sent do not come back; what was refused stays with its reason", () => {
    const typed = typeInto(NO_DRAFTS, [{ level: lamp, text: "1" }, { level: chair, text: "3" }]);
    const settled = settle(typed, typed.drafts.keys(), new Map([[levelKey(chair), "no such location"]]));
    expect([...settled.drafts.values()].map((draft) => [draft.level.title, draft.refusal])).toEqual([["Chair", "no such location"]]);
    expect(undo(settled)).toEqual(settled);
  });

  it("follow a quantity that moved by the result or by the difference", () => {
    const draft: Draft = { level: lamp, text: "15", seen: 12 };
    expect(outcomeOf(rebase(draft, 9, "result").text, 9)).toEqual({ delta: 6, after: 15 });
    expect(outcomeOf(rebase(draft, 9, "difference").text, 9)).toEqual({ delta: 3, after: 12 });
    expect(rebase({ ...draft, text: "-2" }, 9, "difference")).toMatchObject({ seen: 9, text: "-2" });
  });
});
