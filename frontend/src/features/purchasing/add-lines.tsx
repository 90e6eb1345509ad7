import { ClipboardPaste, ScanBarcode } from "lucide-react";
import { Suspense, lazy, useEffect, useRef, useState } from "react";
import { useItemSearch } from "@/api/item-search";
import type { TermsFound } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { ItemSuggestions } from "@/ui/stock/item-suggestions";
import { useTranslation } from "@/words";
import "@/words/lookup";
import { type DraftLine, LINES_MAX, withItem } from "./draft";
import { ListDialog } from "./list-dialog";
import { useLookUp } from "./queries";

const Camera = lazy(async () => ({ default: (await import("@/ui/scan/camera")).Camera }));

export interface AddLinesProps {
  supplierId: string;
  currency: string;
  lines: DraftLine[];
  onLines: (lines: DraftLine[]) => void;
}

/** Four ways to say what is bought: by name, by scanning, as a list, from a file. */
export function AddLines({ supplierId, currency, lines, onLines }: AddLinesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState("");
  const [said, setSaid] = useState("");
  const [filming, setFilming] = useState(false);
  const [listing, setListing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const latest = useRef(lines);
  useEffect(() => {
    latest.current = lines; // scans may come faster than the page is drawn
  }, [lines]);
  const found = useItemSearch(text);
  const lookUp = useLookUp(supplierId, currency);
  const isClosed = supplierId === "" || lines.length >= LINES_MAX;
  const put = (next: DraftLine[]) => {
    latest.current = next;
    onLines(next);
  };
  const add = (item: { inventory_item_id: string; title: string; variant_title: string; sku: string }) => {
    put(withItem(latest.current, item, 1));
    const line = latest.current.find((each) => each.itemId === item.inventory_item_id);
    setSaid(t("buying.form.scanned", { title: line?.title || item.sku, n: format.quantity(line?.quantity ?? 1) }));
    setText("");
    input.current?.focus();
  };
  const scan = (code: string) => {
    navigator.vibrate?.(40);
    lookUp.mutate(
      { rows: [{ code, quantity: 1 }] },
      {
        onSuccess: ({ items: [row] }) => {
          if (row?.item) add(row.item);
          else if (row?.found === "several") {
            setText(code);
            setSaid(t("buying.form.several", { code }));
          } else setSaid(t("buying.form.unknown", { code }));
        },
      },
    );
  };
  const addAll = (rows: TermsFound[]) =>
    put(rows.reduceRight((held, row) => (row.item ? withItem(held, row.item, row.quantity) : held), latest.current));
  return (
    <Card>
      <form
        role="search"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const code = text.trim();
          if (code !== "") scan(code);
        }}
      >
        {filming && (
          <Suspense fallback={<Skeleton className="h-56 w-full rounded-xl" />}>
            <Camera onCode={scan} onClose={() => setFilming(false)} />
          </Suspense>
        )}
        <Field label={t("buying.form.add")} hint={supplierId === "" ? t("buying.form.addFirst") : t("buying.form.addHint")}>
          {(control) => (
            <Input
              {...control}
              ref={input}
              disabled={isClosed}
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
        {lookUp.error && <QueryError title={t("buying.failed")} error={lookUp.error} />}
        <ItemSuggestions text={text} found={found} onChoose={add} />
        <span className="flex flex-wrap gap-2">
          {!filming && (
            <Button small icon={<ScanBarcode aria-hidden className="size-4" />} disabled={isClosed} onClick={() => setFilming(true)}>
              {t("buying.form.camera")}
            </Button>
          )}
          <Button small icon={<ClipboardPaste aria-hidden className="size-4" />} disabled={isClosed} onClick={() => setListing(true)}>
            {t("buying.form.list")}
          </Button>
        </span>
      </form>
      {listing && <ListDialog supplierId={supplierId} currency={currency} onFound={addAll} onClose={() => setListing(false)} />}
    </Card>
  );
}
