import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { Item, Stocktake } from "@/api/types";
import { useDebounced } from "@/lib/use-debounced";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useAddItems, useResolveCode } from "./queries";

const SHOWN = 8;
const OPEN = new Set(["counting", "review"]);

export interface CodesProps {
  stocktake: Stocktake;
  mayWrite: boolean;
}

/** What was scanned and nobody knew, until somebody says what it is. */
export function Codes({ stocktake, mayWrite }: CodesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [resolving, setResolving] = useState<string | null>(null);
  if (stocktake.unknown_codes.length === 0) return null;
  return (
    <Card title={t("stocktakes.page.codes")} note={t("stocktakes.page.codesNote")} flush>
      <ul aria-label={t("stocktakes.page.codes")} className="border-t border-line">
        {stocktake.unknown_codes.map((each) => (
          <li key={each.code} className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-2 last:border-0 sm:px-5">
            <span className="min-w-0">
              <span className="font-mono text-sm break-all">{each.code}</span>{" "}
              <span className="text-sm">
                {each.resolved_to !== null && t("stocktakes.page.codeIs", { title: each.title })}
                {each.is_nothing && t("stocktakes.page.codeNothing")}
              </span>
              <span className="block text-xs text-muted">
                {t("stocktakes.page.codeSeen", { units: format.quantity(each.units), count: each.scans })}
              </span>
            </span>
            {mayWrite && OPEN.has(stocktake.state) && (
              <Button small onClick={() => setResolving(each.code)}>
                {t("stocktakes.page.resolve")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {resolving !== null && <Resolve stocktake={stocktake} code={resolving} onClose={() => setResolving(null)} />}
    </Card>
  );
}

function Resolve({ stocktake, code, onClose }: { stocktake: Stocktake; code: string; onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const resolve = useResolveCode(stocktake);
  const [text, setText] = useState("");
  const search = useDebounced(text.trim(), 200);
  const found = useQuery({
    queryKey: [...keys.items, "suggest", search],
    enabled: search !== "",
    queryFn: ({ signal }) => take(api.GET("/api/v1/items", { params: { query: { search, limit: SHOWN } }, signal })),
  });
  const choose = (item: Item | null) =>
    resolve.mutate({ code, inventory_item_id: item?.inventory_item_id ?? null }, { onSuccess: onClose });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("stocktakes.page.resolveTitle", { code })}
      description={t("stocktakes.page.resolveBody")}
      closeLabel={t("common.close")}
      footer={<Button onClick={() => choose(null)}>{t("stocktakes.page.resolveNothing")}</Button>}
    >
      <Field label={t("stocktakes.page.resolveSearch")}>
        {(control) => <Input {...control} autoComplete="off" maxLength={200} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      {resolve.error && <QueryError title={t("stocktakes.failed")} error={resolve.error} />}
      {found.error && <QueryError title={t("stocktakes.failed")} error={found.error} />}
      {search !== "" && found.data?.items.length === 0 && <p className="mt-2 text-sm text-muted">{t("stocktakes.page.resolveNone")}</p>}
      <ul className="mt-2">
        {found.data?.items.map((item) => (
          <li key={item.inventory_item_id}>
            <button type="button" className="min-h-11 w-full rounded-lg px-3 py-1.5 text-left hover:bg-hover" onClick={() => choose(item)}>
              <span className="block truncate text-sm font-medium">{item.title}</span>
              <span className="block truncate font-mono text-xs text-muted">{[item.variant_title, item.sku].filter(Boolean).join(" · ")}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Items that were scanned and are not counted here. */
export function Outside({ stocktake, mayWrite }: CodesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const add = useAddItems(stocktake);
  if (stocktake.outside.length === 0) return null;
  return (
    <Card title={t("stocktakes.page.outside")} note={t("stocktakes.page.outsideNote")} flush>
      {add.error && <QueryError title={t("stocktakes.failed")} error={add.error} />}
      <ul aria-label={t("stocktakes.page.outside")} className="border-t border-line">
        {stocktake.outside.map((each) => (
          <li key={each.inventory_item_id} className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-2 last:border-0 sm:px-5">
            <span className="min-w-0">
              <span className="block text-sm font-medium break-words">{each.title}</span>
              <span className="block text-xs text-muted">
                <span className="font-mono">{each.sku}</span> · {t("stocktakes.page.units", { count: each.units, n: format.quantity(each.units) })}
              </span>
            </span>
            {mayWrite && OPEN.has(stocktake.state) && (
              <Button small disabled={add.isPending} onClick={() => add.mutate([each.inventory_item_id])}>
                {t("stocktakes.page.outsideAdd")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
