import { useMutation, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { BulkEditInput, BulkPreviewInput, LevelQuestion } from "@/api/types";
import type { Selection } from "./selection";

/** The selection as the server takes it. */
export function selectionBody(selection: Selection, question: LevelQuestion): BulkPreviewInput["selection"] {
  if (selection.kind === "some") return { levels: [...selection.levels.values()], except: [] };
  return { question, except: [...selection.leftOut.values()] };
}

export function useBulkPreview() {
  const api = useApi();
  return useMutation({ mutationFn: (body: BulkPreviewInput) => take(api.POST("/api/v1/bulk-edits/preview", { body })) });
}

export function useBulkEdit() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ key, body }: { key: string; body: BulkEditInput }) =>
      take(api.POST("/api/v1/bulk-edits", { params: { header: { "idempotency-key": key } }, body })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.levels });
      void queries.invalidateQueries({ queryKey: keys.items });
    },
  });
}
