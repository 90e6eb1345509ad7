import { QueryClient } from "@tanstack/react-query";
import { isWorthRetrying } from "./problem";

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The live stream keeps what is on the screen fresh; this is for what it does not cover.
        staleTime: 15_000,
        retry: (failures, error) => failures < 3 && isWorthRetrying(error),
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 8000),
      },
      mutations: { retry: false },
    },
  });
}
