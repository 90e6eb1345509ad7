import { useEffect } from "react";
import { useServer } from "./server-context";

/** Measures the visit while the component that uses it is mounted, once the first paint is done. */
export function useVitals(): void {
  const { api } = useServer();
  useEffect(() => {
    const stop = new AbortController();
    void import("./vitals").then(({ reportVitals }) => reportVitals(api, stop.signal));
    return () => stop.abort();
  }, [api]);
}
