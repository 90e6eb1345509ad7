import { useMutation } from "@tanstack/react-query";
import { useHost } from "@/host/host-context";
import { saveAnswer } from "@/lib/save-file";
import { useTranslation } from "@/words";
import { useServer } from "./server-context";

interface SavedTable {
  address: string;
  /** What the address asks for; a name may come several times. */
  query?: [string, string][];
  format: "csv" | "xlsx";
}

/** Saves a file of the server under the name it gives. */
export function useSaveAnswer() {
  const { t } = useTranslation();
  const server = useServer();
  const { showSuccess } = useHost();
  return useMutation({
    mutationFn: async ({ address, otherwise }: { address: string; otherwise: string }) => saveAnswer(await server.open(address), otherwise),
    onSuccess: (name) => showSuccess(t("files.saved", { name })),
  });
}

/** Saves a table of the server as a file: the address without its format, which is added. */
export function useSaveTable() {
  const { t } = useTranslation();
  const server = useServer();
  const { showSuccess } = useHost();
  return useMutation({
    mutationFn: async ({ address, query = [], format }: SavedTable) =>
      saveAnswer(await server.open(`${address}?${new URLSearchParams([...query, ["format", format]])}`), `table.${format}`),
    onSuccess: (name) => showSuccess(t("files.saved", { name })),
  });
}
