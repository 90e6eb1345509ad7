import { createPortal } from "react-dom";
import { Button } from "@/ui/button";
import { useTranslation } from "@/words";
import type { SaveBarProps } from "./shell";

/** Stays at the window's lower edge while the page scrolls, and at the page's end below everything else. */
export function StandaloneSaveBar({ open, busy, onSave, onDiscard }: SaveBarProps) {
  const { t } = useTranslation();
  const page = document.getElementById("page");
  if (!open || !page) return null;
  return createPortal(
    <section
      aria-label={t("unsaved.text")}
      className="enter sticky bottom-3 z-20 mt-4 flex flex-wrap items-center gap-2 rounded-xl border border-line-strong bg-surface px-4 py-2.5 shadow-float"
    >
      <p className="mr-auto text-sm font-medium">{t("unsaved.text")}</p>
      <Button disabled={busy} onClick={onDiscard}>
        {t("unsaved.discard")}
      </Button>
      <Button look="primary" disabled={busy} aria-busy={busy} onClick={onSave}>
        {t("unsaved.save")}
      </Button>
    </section>,
    page,
  );
}
