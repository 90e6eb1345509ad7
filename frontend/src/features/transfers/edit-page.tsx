import { useEffect, useState } from "react";
import { useNavigate, useParams } from "react-router";
import type { Transfer } from "@/api/types";
import { newIntentKey } from "@/lib/intent-key";
import { useUnsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/transfers";
import { bodyOf, draftOf } from "./draft";
import { Editor } from "./editor";
import { nameOfTransfer } from "./marks";
import { useEditTransfer, useTransfer } from "./queries";

/** A draft, or a transfer that is ready, as it is to be. */
export function EditTransferPage() {
  const { t } = useTranslation();
  const id = useParams()["transferId"] ?? "";
  const transfer = useTransfer(id);
  if (transfer.error && !transfer.data) return <QueryError title={t("transfers.errorTitle")} error={transfer.error} />;
  if (!transfer.data) return <Skeleton className="h-72 w-full rounded-xl" />;
  return <Edit key={transfer.data.key} transfer={transfer.data} />;
}

function Edit({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  // The form holds what it was opened with: the version says so when it is saved.
  const [opened, setOpened] = useState(transfer);
  const [draft, setDraft] = useState(() => draftOf(transfer));
  const edit = useEditTransfer(transfer.id);
  const saved = edit.data !== undefined;
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(opened));
  useUnsaved(isChanged && !saved);
  useEffect(() => {
    if (saved) void navigate(`/transfers/${transfer.id}`, { replace: true });
  }, [saved, transfer.id, navigate]);
  const hasMoved = transfer.version !== opened.version && !saved;
  return (
    <Page
      title={t("transfers.form.editTitle", { name: nameOfTransfer(transfer, t("transfers.unnamed")) })}
      subtitle={t(`transfers.state.${transfer.state}`)}
      actions={
        <>
          <Button onClick={() => void navigate(`/transfers/${transfer.id}`)}>{t("common.cancel")}</Button>
          <Button
            look="primary"
            disabled={!isChanged || edit.isPending}
            aria-busy={edit.isPending}
            onClick={() => edit.mutate({ body: bodyOf(draft), version: opened.version, key: newIntentKey() })}
          >
            {t("transfers.form.save")}
          </Button>
        </>
      }
    >
      {hasMoved && (
        <QueryError
          title={t("transfers.movedTitle")}
          error={new Error(t("transfers.movedBody"))}
          onRetry={() => {
            setOpened(transfer);
            setDraft(draftOf(transfer));
            edit.reset();
          }}
        />
      )}
      {edit.error && !hasMoved && <QueryError title={t("transfers.failed")} error={edit.error} />}
      <Editor draft={draft} fixedEnds={transfer.state !== "DRAFT"} error={edit.error} onChange={setDraft} />
    </Page>
  );
}
