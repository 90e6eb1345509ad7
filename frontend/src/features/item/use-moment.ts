import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { useDebounced } from "@/lib/use-debounced";

const PARAMETER = "as_of";
/** Browsers refuse an address that changes more often than three times a second. */
const REST_MS = 350;

/** A moment with its zone, as the server reads it; anything else is none. */
function readMoment(value: string | null): string | null {
  return value !== null && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : null;
}

/** The address may be a render ahead of what `useSearchParams` said. */
function momentInAddress(): string | null {
  return readMoment(new URLSearchParams(window.location.search).get(PARAMETER));
}

/** A choice that is not in the address yet: it holds as long as the address says what it said then. */
interface Choice {
  moment: string | null;
  over: string | null;
}

/**
 * The moment whose levels are looked at, null for now. It is in the address, so that a link shows the same,
 * and gets there once it rests: while a hand drags, it moves with every frame.
 */
export function useMoment(): [string | null, (moment: string | null) => void] {
  const [parameters, setParameters] = useSearchParams();
  const linked = readMoment(parameters.get(PARAMETER));
  const [choice, setChoice] = useState<Choice | null>(null);
  const rested = useDebounced(choice, REST_MS);
  useEffect(() => {
    if (rested === null || rested.over !== linked || rested.moment === linked) return;
    setParameters(
      (held) => {
        if (rested.moment === null) held.delete(PARAMETER);
        else held.set(PARAMETER, rested.moment);
        return held;
      },
      { replace: true, preventScrollReset: true },
    );
  }, [rested, linked, setParameters]);
  const moment = choice?.over === linked ? choice.moment : linked;
  return [moment, (next) => setChoice({ moment: next, over: momentInAddress() })];
}
