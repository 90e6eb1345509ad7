import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi, useServer } from "@/api/server-context";
import type { ApplyInput, ColumnsInput, Import, ImportKind, ImportRow } from "@/api/types";
import { saveAnswer } from "@/lib/save-file";

const PAGE_ROWS = 50;
const WATCH_MS = 700;
const SUPPLIERS_SHOWN = 250;

export const isBusy = (state: Import["state"]) => state === "checking" || state === "applying";

export function useImports() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.imports, "list"],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/imports", {
          params: { query: { limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

/** One import, watched while something is done with it. */
export function useImport(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.importFile(id), "head"],
    queryFn: ({ signal }) => take(api.GET("/api/v1/imports/{import_id}", { params: { path: { import_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isBusy(state.data.state) ? WATCH_MS : false),
  });
}

/** How many rows of a file were read so far. */
export function useRowsRead(jobId: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: ["job", jobId],
    enabled: jobId !== null,
    refetchInterval: WATCH_MS,
    queryFn: async ({ signal }) => {
      const job = await take(api.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: jobId ?? "" } }, signal }));
      const rows = job.progress?.["rows"];
      return typeof rows === "number" ? rows : null;
    },
  });
}

export function useRows(id: string, state: ImportRow["state"] | null, checkedAt: string | null) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.importFile(id), "rows", state, checkedAt],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/imports/{import_id}/rows", {
          params: {
            path: { import_id: id },
            query: { limit: PAGE_ROWS, ...(state && { state }), ...(pageParam !== null && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function useUpload() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ kind, file }: { kind: ImportKind | null; file: File }) =>
      take(
        api.POST("/api/v1/imports", {
          params: { query: { name: file.name.slice(-200), ...(kind && { kind }) } },
          headers: { "Content-Type": "application/octet-stream" },
          // The description knows a file as a text; what is sent is the file itself.
          body: file as unknown as string,
          bodySerializer: (body) => body,
        }),
      ),
    onSuccess: (made) => {
      queries.setQueryData([...keys.importFile(made.id), "head"], made);
      void queries.invalidateQueries({ queryKey: [...keys.imports, "list"] });
    },
  });
}

function useMoving<Input>(id: string, move: (input: Input) => Promise<Import>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: move,
    onSuccess: (moved) => {
      queries.setQueryData([...keys.importFile(id), "head"], moved);
      void queries.invalidateQueries({ queryKey: [...keys.imports, "list"] });
    },
  });
}

export function useChooseColumns(id: string) {
  const api = useApi();
  return useMoving(id, (body: ColumnsInput) =>
    take(api.PUT("/api/v1/imports/{import_id}/columns", { params: { path: { import_id: id } }, body })),
  );
}

export function useApply(id: string) {
  const api = useApi();
  return useMoving(id, (body: ApplyInput) =>
    take(api.POST("/api/v1/imports/{import_id}/apply", { params: { path: { import_id: id } }, body })),
  );
}

export function useCancel(id: string) {
  const api = useApi();
  return useMoving(id, () => take(api.POST("/api/v1/imports/{import_id}/cancel", { params: { path: { import_id: id } } })));
}

export function useRemove(id: string) {
  const api = useApi();
  return useMoving(id, () => take(api.POST("/api/v1/imports/{import_id}/remove", { params: { path: { import_id: id } } })));
}

/** Saves what is kept now as a file, in the columns that are read again. */
export function useSaveNow(path: string, name: string) {
  const server = useServer();
  return useMutation({
    mutationFn: async (format: "csv" | "xlsx") => saveAnswer(await server.open(`/api/v1/${path}?format=${format}`), `${name}.${format}`),
  });
}

/** Suppliers to choose from, the first 250 by name. */
export function useSupplierChoices() {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.suppliers, "choices"],
    queryFn: ({ signal }) => take(api.GET("/api/v1/suppliers", { params: { query: { limit: SUPPLIERS_SHOWN } }, signal })),
  });
}
