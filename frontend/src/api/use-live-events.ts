import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useServer } from "./server-context";

/** Listens while the component that uses it is mounted. The stream comes after the first paint. */
export function useLiveEvents(): void {
  const server = useServer();
  const queries = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    void import("./live-events").then(({ listen }) => listen(server, queries, stop.signal));
    return () => stop.abort();
  }, [server, queries]);
}
