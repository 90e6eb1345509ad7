import { Download, Paperclip, Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { useShop } from "@/api/shop";
import type { Order } from "@/api/types";
import { useHost } from "@/host/host-context";
import { sizeOf } from "@/lib/size";
import { buttonClasses, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { When } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Progress } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";
import "@/words/order-files";
import { useAddFile, useRemoveFile, useSaveOrderFile } from "./queries";

type File = Order["files"][number];

/** Invoices, packing lists and photos that somebody has put with an order. */
export function FilesCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const permissions = useShop().data?.viewer.permissions ?? [];
  const mayWork = permissions.includes("buy") || permissions.includes("write");
  const remove = useRemoveFile(order.id);
  const [removing, setRemoving] = useState<File | null>(null);
  return (
    <Card flush title={t("orderFiles.title")} note={t("orderFiles.note")} actions={mayWork && <AddFile order={order} />}>
      {order.files.length === 0 && <p className="px-4 pb-4 text-sm text-muted sm:px-5">{t("orderFiles.empty")}</p>}
      <ul aria-label={t("orderFiles.title")}>
        {order.files.map((file) => (
          <FileRow key={file.id} order={order} file={file} onRemove={mayWork ? () => setRemoving(file) : null} />
        ))}
      </ul>
      <Confirm
        open={removing !== null}
        title={t("orderFiles.removeTitle", { name: removing?.name ?? "" })}
        body={t("orderFiles.removeBody")}
        confirm={t("orderFiles.remove")}
        cancel={t("common.cancel")}
        busy={remove.isPending}
        error={remove.error && <QueryError title={t("orderFiles.removeFailed")} error={remove.error} />}
        onCancel={() => setRemoving(null)}
        onConfirm={() =>
          removing &&
          remove.mutate(removing.id, {
            onSuccess: () => {
              setRemoving(null);
              showSuccess(t("orderFiles.removed"));
            },
          })
        }
      />
    </Card>
  );
}

function AddFile({ order }: { order: Order }) {
  const { t } = useTranslation();
  const add = useAddFile(order.id);
  const input = useId();
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <label htmlFor={input} className={`${buttonClasses("plain", true)} cursor-pointer self-start focus-within:outline-2 focus-within:outline-brand sm:self-end`}>
        <Paperclip aria-hidden className="size-3.5" />
        {t("orderFiles.add")}
        <input
          id={input}
          type="file"
          accept=".pdf,.png,.jpg,.jpeg,.webp,.xlsx,.docx,.csv,.txt"
          className="sr-only"
          disabled={add.isPending}
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) add.mutate(file);
            event.target.value = "";
          }}
        />
      </label>
      {add.isPending && <Progress label={t("orderFiles.adding")} share={null} text={t("orderFiles.adding")} />}
      {add.error && <QueryError title={t("orderFiles.addFailed")} error={add.error} />}
    </div>
  );
}

function FileRow({ order, file, onRemove }: { order: Order; file: File; onRemove: (() => void) | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const actorWords = useActorWords();
  const save = useSaveOrderFile(order.id);
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 border-t border-line px-4 py-2.5 sm:px-5">
      <span className="min-w-0 flex-1 basis-48">
        <span className="block text-sm break-words">{file.name}</span>
        <span className="block text-xs text-muted">
          {sizeOf(file.bytes, format.locale)} · <When at={file.added_at} /> · {actorWords({ actor: file.added_by, cause: "receipt" })}
        </span>
        {save.error && <QueryError title={t("orderFiles.saveFailed")} error={save.error} />}
      </span>
      <span className="flex gap-1">
        <IconButton label={t("orderFiles.saveOne", { name: file.name })} disabled={save.isPending} onClick={() => save.mutate(file)}>
          <Download aria-hidden className="size-4" />
        </IconButton>
        {onRemove && (
          <IconButton label={t("orderFiles.removeOne", { name: file.name })} onClick={onRemove}>
            <Trash2 aria-hidden className="size-4" />
          </IconButton>
        )}
      </span>
    </li>
  );
}
