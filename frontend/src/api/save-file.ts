import { useMutation } from "@tanstack/react-query";
import { useHost } from "@/host/host-context";
import { saveAnswer } from "@/lib/save-file";
import { useTranslation } from "@/words";
import { useServer } from "./server-context";

/** Saves a table of the server as a file: the address without its format, which is added. */
export function useSaveTable() {
  const { t } = useTranslation();
  const server = useServer();
  const { showSuccess } = useHost();
  return useMutation({
    mutationFn: async ({ address, query = {}, format }: { address: string; query?: Record<string, string>; format: "csv" | "xlsx" }) =>
      saveAnswer(await server.open(`${address}?${new URLSearchParams({ ...query, format })}`), `table.${format}`),
    onSuccess: (name) => showSuccess(t("files.saved", { name })),
  });
}
