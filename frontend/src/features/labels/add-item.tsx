import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "@/words";
import type { Api } from "@/api/client";
import { findByCode } from "@/api/item-codes";
import type { Item } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";

/** A field that a hand scanner types into: each Enter adds a label of the item that is meant. */
export function AddItem({ api, onAdd }: { api: Api; onAdd: (item: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const list = useId();
  const [code, setCode] = useState("");
  const [asked, setAsked] = useState("");
  const [found, setFound] = useState<Item[]>([]);
  const [error, setError] = useState<Error | null>(null);
  const add = (item: Item) => {
    setFound([]);
    setCode("");
    onAdd(gidTail(item.inventory_item_id));
  };
  const look = async () => {
    const wanted = code.trim();
    if (wanted === "") return;
    setError(null);
    try {
      const items = await findByCode(api, queries, wanted);
      setAsked(wanted);
      const [only] = items;
      if (only && items.length === 1) add(only);
      else setFound(items);
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    }
  };
  const isMissing = asked !== "" && asked === code.trim() && found.length === 0 && error === null;
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void look();
      }}
    >
      <div className="flex items-end gap-2.5">
        <Field className="flex-1" label={t("labels.add")} error={isMissing ? t("labels.notFound", { code: asked }) : undefined}>
          {(control) => <Input {...control} value={code} autoComplete="off" onChange={(event) => setCode(event.target.value)} />}
        </Field>
        <Button type="submit">{t("labels.addButton")}</Button>
      </div>
      {error && <QueryError title={t("labels.lookError")} error={error} />}
      {found.length > 0 && (
        <div>
          <p id={list} role="status" className="mb-1.5 text-sm">
            {t("labels.several", { count: found.length, n: format.quantity(found.length), code: asked })}
          </p>
          <ul aria-labelledby={list} className="flex flex-col gap-1.5">
            {found.map((item) => (
              <li key={item.inventory_item_id}>
                <button
                  type="button"
                  className="w-full rounded-lg border border-line-strong px-3 py-2 text-left text-sm hover:bg-hover"
                  onClick={() => add(item)}
                >
                  <span className="block font-medium">{[item.title, item.variant_title].filter(Boolean).join(" · ")}</span>
                  <span className="block text-xs text-muted">{[item.sku, item.barcode].filter(Boolean).join(" · ")}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </form>
  );
}
