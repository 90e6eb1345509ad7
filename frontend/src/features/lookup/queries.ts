import { useQuery } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import { itemsOfCode } from "@/api/item-codes";

/** The items that carry a code. */
export function useFound(code: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.items, "code", code],
    enabled: code !== "",
    queryFn: ({ signal }) => itemsOfCode(api, code, signal),
  });
}
