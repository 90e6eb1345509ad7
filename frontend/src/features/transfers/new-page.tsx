import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { newIntentKey } from "@/lib/intent-key";
import { useUnsaved } from "@/lib/unsaved";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/transfers";
import { NO_DRAFT, bodyOf } from "./draft";
import { Editor } from "./editor";
import { useMakeTransfer } from "./queries";

/** A transfer that is not made yet: nothing moves until it is ready to ship. */
export function NewTransferPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const make = useMakeTransfer();
  const [draft, setDraft] = useState(NO_DRAFT);
  const [key, setKey] = useState(newIntentKey);
  const made = make.data?.id;
  useUnsaved(draft.lines.length > 0 && made === undefined);
  useEffect(() => {
    if (made !== undefined) void navigate(`/transfers/${made}`, { replace: true });
  }, [made, navigate]);
  const hasEnds = draft.originId !== "" && draft.destinationId !== "";
  // A draft that is sent once more as it is makes one transfer; one that was changed is another wish.
  const save = (ready: boolean) => make.mutate({ body: { ...bodyOf(draft), ready }, key: ready ? `${key}-ready` : key });
  const change = (next: typeof draft) => {
    setDraft(next);
    setKey(newIntentKey());
  };
  return (
    <Page
      title={t("transfers.form.newTitle")}
      subtitle={t("transfers.form.newSubtitle")}
      commands={[
        { label: t("transfers.form.saveDraft"), disabled: !hasEnds || make.isPending, onPress: () => save(false) },
        {
          label: t("transfers.form.saveReady"),
          primary: true,
          disabled: !hasEnds || draft.lines.length === 0 || make.isPending,
          onPress: () => save(true),
        },
      ]}
    >
      {make.error && <QueryError title={t("transfers.failed")} error={make.error} />}
      <Editor draft={draft} error={make.error} onChange={change} />
    </Page>
  );
}
