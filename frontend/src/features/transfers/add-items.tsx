import { useQueryClient } from "@tanstack/react-query";
import { ClipboardPaste, ScanBarcode } from "lucide-react";
import { Suspense, lazy, useEffect, useRef, useState } from "react";
import { useApi } from "@/api/server-context";
import type { Item } from "@/api/types";
import { findByCode } from "@/api/item-codes";
import { useItemSearch } from "@/api/item-search";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { Skeleton } from "@/ui/states";
import { ItemSuggestions } from "@/ui/stock/item-suggestions";
import { useTranslation } from "@/words";
import "@/words/lookup";
import { type DraftLine, LINES_MAX, withItem } from "./draft";
import { PasteDialog } from "./paste-dialog";

const Camera = lazy(async () => ({ default: (await import("@/ui/scan/camera")).Camera }));

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
  const found = useItemSearch(text);
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
    const meant = await findByCode(api, queries, code);
    if (meant.length === 1 && meant[0]) add(meant[0]);
    else if (meant.length === 0) setSaid(t("transfers.form.unknown", { code }));
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
        <ItemSuggestions text={text} found={found} onChoose={add} />
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
