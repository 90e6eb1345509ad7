import { useState } from "react";
import { Button } from "@/ui/button";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";
import { type Chosen, NONE } from "./chosen";
import { DismissDialog } from "./dismiss-dialog";
import { DraftsDialog } from "./drafts-dialog";

/** How many lines are chosen, and what can be done with them; it stays in sight. */
export function Bar({ chosen, onChoose }: { chosen: Chosen; onChoose: (chosen: Chosen) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [doing, setDoing] = useState<"drafts" | "dismiss" | null>(null);
  const lines = [...chosen.values()];
  const close = () => setDoing(null);
  return (
    <>
      {lines.length > 0 && (
        <section
          aria-label={t("replenish.bar.label")}
          className="sticky bottom-3 z-20 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-xl border border-line bg-brand-soft px-4 py-2.5 text-brand-text shadow-float"
        >
          <p role="status" className="min-w-0 flex-1 basis-40 text-sm font-semibold">
            {t("replenish.bar.chosen", { count: lines.length, n: format.quantity(lines.length) })}
          </p>
          <div className="flex flex-wrap gap-2">
            <Button small onClick={() => onChoose(NONE)}>
              {t("replenish.bar.clear")}
            </Button>
            <Button small onClick={() => setDoing("dismiss")}>
              {t("replenish.bar.dismiss")}
            </Button>
            <Button small look="primary" onClick={() => setDoing("drafts")}>
              {t("replenish.bar.drafts")}
            </Button>
          </div>
        </section>
      )}
      {doing === "drafts" && <DraftsDialog lines={lines} onDone={() => onChoose(NONE)} onClose={close} />}
      {doing === "dismiss" && <DismissDialog lines={lines} onDone={() => onChoose(NONE)} onClose={close} />}
    </>
  );
}
