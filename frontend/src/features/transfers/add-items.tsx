import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ClipboardPaste, ScanBarcode } from "lucide-react";
import { Suspense, lazy, useEffect, useRef, useState } from "react";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { Item } from "@/api/types";
import { findByCode } from "@/api/item-codes";
import { useDebounced } from "@/lib/use-debounced";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/lookup";
import { type DraftLine, LINES_MAX, withItem } from "./draft";
import { PasteDialog } from "./paste-dialog";

const Camera = lazy(async () => ({ default: (await import("@/ui/scan/camera")).Camera }));
const SHOWN = 8;

export interface AddItemsProps {
  lines: DraftLine[];
  onLines: (lines: DraftLine[]) => void;
}

/** Three ways to say what goes: by name, by scanning, by a list. */
export function AddItems({ lines, onLines }: AddItemsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const api = useApi();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const [said, setSaid] = useState("");
  const [filming, setFilming] = useState(false);
  const [pasting, setPasting] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const latest = useRef(lines);
  useEffect(() => {
    latest.current = lines; // scans may come faster than the page is drawn
  }, [lines]);
  const isFull = lines.length >= LINES_MAX;
  const add = (item: Item) => {
    const next = withItem(latest.current, item, 1);
    latest.current = next;
    onLines(next);
    const line = next.find((each) => each.itemId === item.inventory_item_id);
    setSaid(t("transfers.form.scanned", { title: line?.title ?? item.sku, n: format.quantity(line?.quantity ?? 1) }));
    setText("");
    input.current?.focus();
  };
  const scan = async (code: string) => {
    navigator.vibrate?.(40);
    const found = await findByCode(api, queries, code);
    if (found.length === 1 && found[0]) add(found[0]);
    else if (found.length === 0) setSaid(t("transfers.form.unknown", { code }));
    else {
      setText(code);
      setSaid(t("transfers.form.several", { code }));
    }
  };
  return (
    <Card>
      <form
        role="search"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const code = text.trim();
          if (code !== "") void scan(code);
        }}
      >
        {filming && (
          <Suspense fallback={<Skeleton className="h-56 w-full rounded-xl" />}>
            <Camera onCode={(code) => void scan(code)} onClose={() => setFilming(false)} />
          </Suspense>
        )}
        <Field label={t("transfers.form.addLabel")} hint={t("transfers.form.addHint")}>
          {(control) => (
            <Input
              {...control}
              ref={input}
              disabled={isFull}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              maxLength={200}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <p role="status" className="text-sm font-medium empty:hidden">
          {said}
        </p>
        <Suggestions text={text} onAdd={add} />
        <span className="flex flex-wrap gap-2">
          {!filming && (
            <Button small icon={<ScanBarcode aria-hidden className="size-4" />} disabled={isFull} onClick={() => setFilming(true)}>
              {t("transfers.form.camera")}
            </Button>
          )}
          <Button small icon={<ClipboardPaste aria-hidden className="size-4" />} disabled={isFull} onClick={() => setPasting(true)}>
            {t("transfers.form.paste")}
          </Button>
        </span>
      </form>
      {pasting && <PasteDialog lines={lines} onLines={onLines} onClose={() => setPasting(false)} />}
    </Card>
  );
}

function Suggestions({ text, onAdd }: { text: string; onAdd: (item: Item) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const api = useApi();
  const search = useDebounced(text.trim(), 200);
  const found = useQuery({
    queryKey: [...keys.items, "suggest", search],
    enabled: search.length > 1,
    queryFn: ({ signal }) => take(api.GET("/api/v1/items", { params: { query: { search, limit: SHOWN } }, signal })),
  });
  // What fits an older text must not be chosen for a newer one.
  if (search.length < 2 || search !== text.trim() || !found.data) return null;
  if (found.data.items.length === 0) return <p className="text-sm text-muted">{t("transfers.form.nothing", { text: search })}</p>;
  return (
    <ul aria-label={t("transfers.form.found")} className="max-h-72 overflow-y-auto rounded-lg border border-line">
      {found.data.items.map((item) => {
        const title = [item.title, item.variant_title].filter(Boolean).join(" · ");
        return (
          <li key={item.inventory_item_id} className="border-b border-line last:border-0">
            <button
              type="button"
              aria-label={t("transfers.form.addOne", { title })}
              className="flex min-h-11 w-full items-center justify-between gap-3 px-3 py-1.5 text-left hover:bg-hover focus-visible:outline-offset-[-2px]"
              onClick={() => onAdd(item)}
            >
              <span className="min-w-0">
                <span className="block truncate text-sm font-medium">{title}</span>
                <span className="block truncate font-mono text-xs text-muted">{item.sku}</span>
              </span>
              <span className="shrink-0 text-xs text-muted">{t("transfers.form.inAll", { n: format.quantity(item.quantities.available) })}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
