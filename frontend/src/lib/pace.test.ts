import { describe, expect, it } from "vitest";
import { type Sample, addSample, paceOf } from "./pace";

const steady = [0, 1, 2, 3].reduce<Sample[]>((held, second) => addSample(held, { at: second * 1000, done: second * 100 }), []);

describe("pace", () => {
  it("gives the rate and the time that is left", () => {
    expect(paceOf(steady, 1300)).toEqual({ perSecond: 100, secondsLeft: 10 });
  });

  it("says nothing about the end while the total is unknown", () => {
    expect(paceOf(steady, null)).toEqual({ perSecond: 100, secondsLeft: null });
  });

  it("says nothing at all from one moment", () => {
    expect(paceOf(steady.slice(0, 1), 1300)).toEqual({ perSecond: null, secondsLeft: null });
  });

  it("promises no end while nothing moves", () => {
    const stuck = [{ at: 0, done: 50 }, { at: 5000, done: 50 }];
    expect(paceOf(stuck, 100)).toEqual({ perSecond: 0, secondsLeft: null });
  });

  it("forgets what is older than its window and starts afresh when the count falls", () => {
    expect(addSample(steady, { at: 22_500, done: 900 }).map((each) => each.at)).toEqual([3000, 22_500]);
    expect(addSample(steady, { at: 4000, done: 0 })).toEqual([{ at: 4000, done: 0 }]);
  });
});
