import { useSyncExternalStore } from "react";

/** Below this width a table becomes a list of cards. */
const WIDE = "(min-width: 768px)";

export function useWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(WIDE);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => matchMedia(WIDE).matches,
  );
}
