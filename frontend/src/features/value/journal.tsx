import { Download } from "lucide-react";
import { useState } from "react";
import { useServer } from "@/api/server-context";
import { saveAnswer } from "@/lib/save-file";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";

const PROGRAMS = ["xero", "quickbooks"] as const;

/** The month as a file that a program of accounting imports. */
export function Journal({ month }: { month: string }) {
  const { t } = useTranslation();
  const server = useServer();
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const save = async (program: (typeof PROGRAMS)[number]) => {
    setBusy(program);
    setError(null);
    try {
      await saveAnswer(await server.open(`/api/v1/months/${month}/journal?program=${program}`), `journal-${month}-${program}.csv`);
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    } finally {
      setBusy(null);
    }
  };
  return (
    <Card title={t("months.journal")} note={t("months.journalNote")}>
      <span className="flex flex-wrap gap-2">
        {PROGRAMS.map((program) => (
          <Button
            key={program}
            icon={<Download aria-hidden className="size-4" />}
            disabled={busy !== null}
            aria-busy={busy === program}
            onClick={() => void save(program)}
          >
            {t(`months.${program}`)}
          </Button>
        ))}
      </span>
      {error && <QueryError title={t("months.failed")} error={error} />}
    </Card>
  );
}
