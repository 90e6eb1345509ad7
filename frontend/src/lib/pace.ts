/** How fast a long job goes and how long it will still take, from what was really seen. */
export interface Sample {
  at: number;
  done: number;
}

export interface Pace {
  /** Rows a second over the window, or null before two samples are a second apart. */
  perSecond: number | null;
  /** Null when nothing honest can be said: no total, no pace, or no progress. */
  secondsLeft: number | null;
}

const WINDOW_MS = 20_000;

/** Keeps the samples of the last twenty seconds; a count that falls starts afresh. */
export function addSample(samples: readonly Sample[], next: Sample): Sample[] {
  const last = samples.at(-1);
  if (last && next.done < last.done) return [next];
  return [...samples.filter((each) => next.at - each.at <= WINDOW_MS), next];
}

export function paceOf(samples: readonly Sample[], expected: number | null): Pace {
  const first = samples.at(0);
  const last = samples.at(-1);
  if (!first || !last || last.at - first.at < 1000) return { perSecond: null, secondsLeft: null };
  const perSecond = ((last.done - first.done) * 1000) / (last.at - first.at);
  if (perSecond <= 0 || expected === null) return { perSecond, secondsLeft: null };
  return { perSecond, secondsLeft: Math.max(0, expected - last.done) / perSecond };
}
