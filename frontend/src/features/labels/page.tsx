import { useTranslation } from "@/words";
import { useSearchParams } from "react-router";
import { Page } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import "@/words/inside";
import "@/words/labels";
import { Print } from "./print";
import { SharedCodes } from "./shared-codes";

/** Labels to print, and codes that several items share. The address holds what is on the page. */
export function LabelsPage() {
  const { t } = useTranslation();
  const [parameters, setParameters] = useSearchParams();
  const view = parameters.get("view") === "shared" ? "shared" : "print";
  const change = (patch: Record<string, string | null>) =>
    setParameters(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(patch)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  return (
    <Page title={t("labels.title")} subtitle={t("labels.subtitle")}>
      <Segmented
        label={t("labels.views")}
        value={view}
        options={[
          { value: "print", label: t("labels.print") },
          { value: "shared", label: t("labels.shared") },
        ]}
        onChange={(next) => change({ view: next === "shared" ? "shared" : null })}
      />
      {view === "shared" ? <SharedCodes /> : <Print parameters={parameters} onChange={change} />}
    </Page>
  );
}
