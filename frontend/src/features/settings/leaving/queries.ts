import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi, useServer } from "@/api/server-context";
import type { Standing } from "@/api/types";
import { useHost } from "@/host/host-context";
import { saveAnswer } from "@/lib/save-file";
import { useTranslation } from "@/words";

/** While work goes on, how often it is asked how far it is. */
const LOOK_MS = 1000;

/** Whether the work of a leaving goes on just now. */
export function isGoing(standing: Standing): boolean {
  const { farewell } = standing;
  return farewell?.state === "going" && farewell.job?.state !== "failed";
}

export function useStanding() {
  const api = useApi();
  return useQuery({
    queryKey: keys.leaving,
    queryFn: ({ signal }) => take(api.GET("/api/v1/leaving", { signal })),
    refetchInterval: (query) => (query.state.data && isGoing(query.state.data) ? LOOK_MS : false),
  });
}

export function useLeave() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => take(api.POST("/api/v1/leaving", { body: { name } })),
    onSuccess: (standing) => {
      queries.setQueryData(keys.leaving, standing);
      return queries.invalidateQueries({ queryKey: keys.shop });
    },
  });
}

export function useStay() {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.POST("/api/v1/leaving/stay")),
    onSuccess: (standing) => {
      showSuccess(t("leaving.stayed")); // what asked is gone from the page by now
      queries.setQueryData(keys.leaving, standing);
      return queries.invalidateQueries({ queryKey: keys.shop });
    },
  });
}

export function useSaveEverything() {
  const { t } = useTranslation();
  const server = useServer();
  const { showSuccess } = useHost();
  return useMutation({
    mutationFn: async () => saveAnswer(await server.open("/api/v1/export"), "inventorysync.zip"),
    onSuccess: (name) => showSuccess(t("leaving.saved", { name })),
  });
}
