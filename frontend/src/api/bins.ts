/** In which bins an item lies. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "./client";
import { keys } from "./keys";
import { useApi } from "./server-context";

/** The item's bins by location, as far as they are known. */
export function useBinsOfItem(itemId: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.binsOf(itemId),
    queryFn: async ({ signal }) => {
      const { items } = await take(api.GET("/api/v1/bins/levels", { params: { query: { inventory_item_id: itemId, limit: 250 } }, signal }));
      return new Map(items.map((each) => [each.location_id, each.bin]));
    },
  });
}

/** Says in which bin an item lies; an empty name for none. */
export function useSetBin(itemId: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ locationId, bin }: { locationId: string; bin: string }) =>
      take(api.PUT("/api/v1/bins/levels", { body: { levels: [{ inventory_item_id: itemId, location_id: locationId, bin }] } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.binsOf(itemId) }),
  });
}
