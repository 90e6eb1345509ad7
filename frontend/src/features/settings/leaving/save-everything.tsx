import { Download } from "lucide-react";
import { Button } from "@/ui/button";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import "@/words/leaving";
import { useSaveEverything } from "./queries";

/** The button that writes everything kept of the shop into one file. */
export function SaveEverything() {
  const { t } = useTranslation();
  const save = useSaveEverything();
  return (
    <>
      {save.error && <QueryError title={t("leaving.error")} error={save.error} />}
      <Button
        icon={<Download aria-hidden className="size-4" />}
        aria-busy={save.isPending}
        disabled={save.isPending}
        onClick={() => save.mutate()}
      >
        {save.isPending ? t("leaving.saving") : t("leaving.save")}
      </Button>
    </>
  );
}
