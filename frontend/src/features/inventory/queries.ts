import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import { usePolling } from "@/api/shop";
import { type View, sortParameter } from "./view";

const PAGE_ROWS = 200;

/** The levels of a view, read from the server window by window. */
export function useLevels(view: View) {
  const api = useApi();
  const refetchInterval = usePolling();
  const query = {
    sort: sortParameter(view.sort),
    ...(view.search !== "" && { search: view.search }),
    ...(view.state !== null && { state: view.state }),
    ...(view.locationId !== null && { location_id: view.locationId }),
  };
  const levels = useInfiniteQuery({
    queryKey: [...keys.levels, query],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/levels", {
          params: { query: { ...query, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
    refetchInterval,
    // The live stream patches what is held; reading many windows again on each focus would be waste.
    refetchOnWindowFocus: false,
  });
  const rows = useMemo(() => levels.data?.pages.flatMap((page) => page.items) ?? [], [levels.data]);
  const first = levels.data?.pages[0];
  return { levels, rows, total: first?.total ?? null, totalIsCapped: first?.total_is_capped ?? false };
}
