import { FileQuestion } from "lucide-react";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { ApiProblem } from "@/api/problem";
import { useShop } from "@/api/shop";
import type { Import } from "@/api/types";
import { useHost } from "@/host/host-context";
import { sizeOf } from "@/lib/size";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Banner, EmptyState, Progress, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/imports";
import { ApplyDialog } from "./apply-dialog";
import { Columns } from "./columns";
import { isRecord, isTakenBackHere, permissionFor } from "./kinds";
import { ImportBadge } from "./marks";
import { isBusy, useCancel, useImport, useRemove, useRowsRead } from "./queries";
import { Rows } from "./rows";
import { Summary } from "./summary";

const MAY_CHOOSE = new Set<Import["state"]>(["uploaded", "checked", "failed"]);
const MAY_CANCEL = new Set<Import["state"]>(["uploaded", "checking", "checked", "failed"]);
const HAS_ROWS = new Set<Import["state"]>(["checked", "applying", "applied"]);

/** One file: what its columns are, what it would do, and doing it. */
export function ImportPage() {
  const { t } = useTranslation();
  const id = useParams()["importId"] ?? "";
  const file = useImport(id);
  if (file.error instanceof ApiProblem && [404, 422].includes(file.error.status)) {
    return (
      <Page title={t("imports.title")}>
        <Card>
          <EmptyState icon={<FileQuestion className="size-5" />} title={t("imports.missing")} />
        </Card>
      </Page>
    );
  }
  if (file.error && !file.data) {
    return <QueryError title={t("imports.errorTitle")} error={file.error} onRetry={() => void file.refetch()} />;
  }
  if (!file.data) return <Skeleton className="h-72 w-full rounded-xl" />;
  return <File key={id} file={file.data} />;
}

function File({ file }: { file: Import }) {
  const { t } = useTranslation();
  const [applying, setApplying] = useState(false);
  const mayWrite = useShop().data?.viewer.permissions.includes(permissionFor(file.kind)) ?? false;
  const mayApply = mayWrite && file.state === "checked" && file.counts.changes > 0;
  return (
    <Page
      title={file.name}
      back={{ to: "/imports", label: t("imports.backToList") }}
      marks={<ImportBadge state={file.state} />}
      subtitle={<Facts file={file} />}
      actions={
        <>
          {mayWrite && MAY_CANCEL.has(file.state) && <Cancel file={file} />}
          {mayWrite && file.state === "applied" && isTakenBackHere(file) && <Remove file={file} />}
          {file.change_set_id !== null && (
            <Link to={`/changes/${file.change_set_id}`} className={buttonClasses()}>
              {t("imports.seeChange")}
            </Link>
          )}
          {mayApply && (
            <Button look="primary" onClick={() => setApplying(true)}>
              {t("imports.apply")}
            </Button>
          )}
        </>
      }
    >
      {file.error !== null && <Banner tone="bad" title={t("imports.failedTitle")} body={file.error} />}
      {isBusy(file.state) && <Busy file={file} />}
      {file.kept.length > 0 && <Kept file={file} />}
      {HAS_ROWS.has(file.state) && <Summary file={file} />}
      {HAS_ROWS.has(file.state) && <Rows key={file.checked_at} file={file} />}
      {mayWrite && MAY_CHOOSE.has(file.state) && <Columns file={file} />}
      {applying && <ApplyDialog file={file} onClose={() => setApplying(false)} />}
    </Page>
  );
}

function Facts({ file }: { file: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  const source = { shopify_inventory: "imports.sourceInventory", shopify_history: "imports.sourceHistory", stocky: "imports.sourceStocky", "": null } as const;
  const words = source[file.source];
  const facts = t("imports.facts", { kind: t(`imports.kind.${file.kind}`), size: sizeOf(file.bytes, format.locale), format: file.format.toUpperCase() });
  return <>{words === null ? facts : `${facts} · ${t(words)}`}</>;
}

function Busy({ file }: { file: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = useRowsRead(file.state === "checking" ? file.job_id : null).data ?? null;
  const label = t(file.state === "checking" ? "imports.checking" : "imports.applying");
  const text = rows === null ? label : t("imports.checkingRows", { n: format.quantity(rows) });
  return (
    <Card>
      <p className="mb-2 text-sm font-medium">{label}</p>
      <Progress label={label} share={null} text={text} />
      <p role="status" className="mt-2 text-sm text-muted">
        {text}
      </p>
    </Card>
  );
}

/** What was worked on since, and so was not taken back with the file. */
function Kept({ file }: { file: Import }) {
  const { t } = useTranslation();
  return (
    <Card title={t("imports.keptTitle")} note={t("imports.keptNote")}>
      <ul aria-label={t("imports.keptTitle")} className="flex flex-col gap-1.5">
        {file.kept.map(({ name, reason }) => (
          <li key={name} className="text-sm break-words">
            <span className="font-medium">{name}</span>: <span className="text-muted">{reason}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Cancel({ file }: { file: Import }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const cancel = useCancel(file.id);
  return (
    <>
      <Button disabled={cancel.isPending} onClick={() => cancel.mutate(undefined, { onSuccess: () => showSuccess(t("imports.canceled")) })}>
        {t("imports.cancel")}
      </Button>
      {cancel.error && <QueryError title={t("imports.cancelFailed")} error={cancel.error} />}
    </>
  );
}

function Remove({ file }: { file: Import }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const remove = useRemove(file.id);
  const [asking, setAsking] = useState(false);
  const [action, title, body, done] = isRecord(file.kind)
    ? [t("imports.takeBack"), t("imports.takeBackTitle"), t("imports.takeBackBody"), t("imports.takeBackDone")]
    : file.kind === "settings"
      ? [t("imports.putBack"), t("imports.putBackTitle"), t("imports.putBackBody"), t("imports.putBackDone")]
      : [t("imports.remove"), t("imports.removeTitle"), t("imports.removeBody"), t("imports.removed")];
  return (
    <>
      <Button onClick={() => setAsking(true)}>{action}</Button>
      <Confirm
        open={asking}
        title={title}
        body={body}
        confirm={action}
        cancel={t("common.cancel")}
        busy={remove.isPending}
        error={remove.error && <QueryError title={t("imports.cancelFailed")} error={remove.error} />}
        onCancel={() => setAsking(false)}
        onConfirm={() =>
          remove.mutate(undefined, {
            onSuccess: (left) => {
              setAsking(false);
              showSuccess(left.kept.length > 0 ? t("imports.keptTitle") : done);
            },
          })
        }
      />
    </>
  );
}
