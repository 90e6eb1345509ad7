import { Download } from "lucide-react";
import { useTranslation } from "@/words";
import "@/words/files";
import { Button } from "./button";
import { QueryError } from "./query-error";

export interface FileButtonsProps {
  /** What is saved, for those who hear the page. */
  label: string;
  busy: boolean;
  error: Error | null;
  onSave: (format: "csv" | "xlsx") => void;
}

/** The two formats in which a table is saved. */
export function FileButtons({ label, busy, error, onSave }: FileButtonsProps) {
  const { t } = useTranslation();
  return (
    <span role="group" aria-label={t("files.of", { label })} className="flex flex-wrap items-center gap-2">
      {(["csv", "xlsx"] as const).map((format) => (
        <Button key={format} small icon={<Download aria-hidden className="size-3.5" />} disabled={busy} onClick={() => onSave(format)}>
          {t(`files.${format}`)}
        </Button>
      ))}
      {error && <QueryError title={t("files.error")} error={error} />}
    </span>
  );
}
