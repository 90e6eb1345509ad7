import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { ApiProblem } from "@/api/problem";
import { useShop } from "@/api/shop";
import type { Import } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { Ago } from "@/ui/display";
import { Field, Select } from "@/ui/field";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Banner, Progress } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/imports";
import "@/words/stocky";
import { DropZone } from "./drop-zone";
import { permissionFor, RECORD_KINDS, type RecordKind } from "./kinds";
import { ImportBadge } from "./marks";
import { useImports, useUpload } from "./queries";

/** Leads through what Stocky has exported: files dropped, recognised, and brought in one after the other. */
export function StockyPage() {
  const { t } = useTranslation();
  const permissions = useShop().data?.viewer.permissions ?? [];
  const mayBring = RECORD_KINDS.some((kind) => permissions.includes(permissionFor(kind)));
  const imports = useImports();
  const files = imports.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t("stocky.title")} subtitle={t("stocky.subtitle")} back={{ to: "/imports", label: t("stocky.back") }}>
      <Banner tone="info" title={t("stocky.promiseTitle")} body={t("stocky.promise")} />
      {mayBring && <Drop permissions={permissions} />}
      {imports.error && !imports.data && <QueryError title={t("imports.errorTitle")} error={imports.error} onRetry={() => void imports.refetch()} />}
      <Card flush title={t("stocky.steps")}>
        <ol aria-label={t("stocky.steps")}>
          {RECORD_KINDS.map((kind, at) => (
            <Step key={kind} number={at + 1} kind={kind} files={files.filter((file) => file.kind === kind && file.state !== "canceled")} />
          ))}
        </ol>
      </Card>
    </Page>
  );
}

const isUnclear = (error: Error) => error instanceof ApiProblem && error.fields.some(({ field }) => field === "kind");

interface Failed {
  name: string;
  error: Error;
}

/** Takes several files, one after the other; those whose columns do not tell what they hold are asked about. */
function Drop({ permissions }: { permissions: readonly string[] }) {
  const { t } = useTranslation();
  const upload = useUpload();
  const [sending, setSending] = useState<string | null>(null);
  const [unclear, setUnclear] = useState<File[]>([]);
  const [failed, setFailed] = useState<Failed[]>([]);
  const send = async (files: { file: File; kind: RecordKind | null }[]) => {
    setFailed([]);
    for (const { file, kind } of files) {
      setSending(file.name);
      try {
        await upload.mutateAsync({ kind, file });
      } catch (problem) {
        const error = problem instanceof Error ? problem : new Error(String(problem));
        if (isUnclear(error)) setUnclear((now) => [...now, file]);
        else setFailed((now) => [...now, { name: file.name, error }]);
      }
    }
    setSending(null);
  };
  const [asked] = unclear;
  const answer = (kind: RecordKind | null) => {
    setUnclear((now) => now.slice(1));
    if (asked && kind) void send([{ file: asked, kind }]);
  };
  return (
    <Card>
      <div className="flex flex-col gap-4">
        <DropZone label={t("stocky.choose")} hint={t("stocky.drop")} disabled={sending !== null} multiple onFiles={(files) => void send(files.map((file) => ({ file, kind: null })))} />
        {sending !== null && <Progress label={t("stocky.uploading", { name: sending })} share={null} text={t("stocky.uploading", { name: sending })} />}
        {failed.map(({ name, error }) => (
          <QueryError key={name} title={t("stocky.failed", { name })} error={error} />
        ))}
      </div>
      {asked && sending === null && <Ask key={asked.name} name={asked.name} permissions={permissions} onAnswer={answer} />}
    </Card>
  );
}

function Ask({ name, permissions, onAnswer }: { name: string; permissions: readonly string[]; onAnswer: (kind: RecordKind | null) => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<RecordKind | null>(null);
  return (
    <Dialog
      open
      onClose={() => onAnswer(null)}
      title={t("stocky.ask", { name })}
      description={t("stocky.askBody")}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={() => onAnswer(null)}>{t("stocky.askDrop")}</Button>
          <Button look="primary" disabled={kind === null} onClick={() => onAnswer(kind)}>
            {t("stocky.askSend")}
          </Button>
        </>
      }
    >
      <Field label={t("stocky.askChoose")}>
        {(control) => (
          <Select {...control} value={kind ?? ""} onChange={(event) => setKind(kindOf(event.target.value))}>
            <option value="">{t("stocky.askNothing")}</option>
            {RECORD_KINDS.filter((each) => permissions.includes(permissionFor(each))).map((each) => (
              <option key={each} value={each}>
                {t(`imports.kind.${each}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </Dialog>
  );
}

const kindOf = (value: string): RecordKind | null => RECORD_KINDS.find((each) => each === value) ?? null;

function Step({ number, kind, files }: { number: number; kind: RecordKind; files: Import[] }) {
  const { t } = useTranslation();
  return (
    <li className="flex gap-3 border-t border-line px-4 py-3 sm:px-5">
      <span aria-hidden className="tnum grid size-6 shrink-0 place-items-center rounded-full bg-hover text-xs font-semibold text-muted">
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className="text-sm font-medium">{t(`imports.kind.${kind}`)}</h3>
        <p className="max-w-prose text-xs text-muted">{t(`stocky.step.${kind}`)}</p>
        {files.length === 0 ? (
          <p className="mt-2 text-xs text-muted">{t("stocky.none")}</p>
        ) : (
          <ul aria-label={t(`imports.kind.${kind}`)} className="mt-2 flex flex-col gap-1">
            {files.map((file) => (
              <StepFile key={file.id} file={file} />
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}

function StepFile({ file }: { file: Import }) {
  const { t } = useTranslation();
  const next = file.state === "uploaded" ? t("stocky.next") : file.state === "checked" ? t("stocky.check") : null;
  return (
    <li>
      <Link to={`/imports/${file.id}`} className="-mx-2 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg px-2 py-1.5 hover:bg-hover">
        <span className="min-w-0 flex-1 basis-48">
          <span className="block text-sm break-words">{file.name}</span>
          <span className="block text-xs text-muted">{next ?? <Ago at={file.created_at} />}</span>
        </span>
        <ImportBadge state={file.state} />
        <ArrowRight aria-hidden className="hidden size-4 text-muted sm:block" />
      </Link>
    </li>
  );
}
