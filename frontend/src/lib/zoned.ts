/** Moments as a shop writes them: a day and a time in its own zone, and the moment that is meant. */

const MINUTE_MS = 60_000;

function wallClock(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(ms);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"));
}

/** "2026-11-28T14:30" in a zone as a moment; null for what is none. A time that the clocks skip is the next one. */
export function momentOf(local: string, timeZone: string): string | null {
  const wanted = Date.parse(`${local}Z`);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local) || Number.isNaN(wanted)) return null;
  // The zone's offset is that of the moment, which is not known yet: two steps find it.
  let guess = wanted;
  for (let step = 0; step < 2; step += 1) guess += wanted - wallClock(guess, timeZone);
  return new Date(guess).toISOString();
}

/** A moment as the zone's day and time, to the minute. */
export function localOf(iso: string, timeZone: string): string {
  const ms = Date.parse(iso);
  return new Date(wallClock(ms - (ms % MINUTE_MS), timeZone)).toISOString().slice(0, 16);
}
