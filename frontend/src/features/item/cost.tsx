import { type FormEvent, useState } from "react";
import { problemAt } from "@/api/problem";
import { useShop } from "@/api/shop";
import type { ItemCost, ItemDetail } from "@/api/types";
import { useHost } from "@/host/host-context";
import { decimalOf } from "@/lib/decimal";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { Delta, MoneyText, Quantity, When } from "@/ui/display";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import "@/words/value";
import { useCostEntries, useItemCost, useSetOpeningCost } from "./cost-queries";

/** What the item's stock costs, layer by layer; for those who may see costs. */
export function Cost({ item }: { item: ItemDetail }) {
  const mayBuy = useShop().data?.viewer.permissions.includes("buy") ?? false;
  return mayBuy ? <CostCard id={item.inventory_item_id} /> : null;
}

function CostCard({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const cost = useItemCost(id);
  const found = cost.data;
  const money = (amount: string) => ({ amount, currency: found?.currency ?? format.currency });
  return (
    <Card
      flush={found !== undefined}
      title={t("cost.title")}
      {...(found && { note: `${t(`value.method.${found.method}`)}${found.standing.is_current ? "" : ` · ${t("value.behind")}`}` })}
      actions={
        found &&
        found.units !== 0 && (
          <span className="tnum text-right text-sm">
            <span className="block text-base font-semibold">{format.money(money(found.value))}</span>
            {found.unit_cost !== null && <span className="block text-xs text-muted">{`${format.quantity(found.units)} × ${format.unitCost(money(found.unit_cost))}`}</span>}
          </span>
        )
      }
    >
      {cost.error && <QueryError title={t("cost.errorTitle")} error={cost.error} onRetry={() => void cost.refetch()} />}
      {cost.isPending && <Skeleton className="h-20" />}
      {found && (
        <>
          <Opening id={id} cost={found} />
          {found.places.length === 0 ? <p className="px-4 py-3 text-sm text-muted sm:px-5">{t("cost.none")}</p> : <Layers cost={found} />}
          <History id={id} currency={found.currency} />
        </>
      )}
    </Card>
  );
}

function Opening({ id, cost }: { id: string; cost: ItemCost }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [setting, setSetting] = useState(false);
  const when = cost.opening_noted_at === null ? "" : format.day(cost.opening_noted_at);
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-sm sm:px-5">
      <span className="min-w-0">
        {t("cost.opening")}:{" "}
        {cost.opening_cost === null ? (
          <Badge tone="warn">{t("cost.openingNone")}</Badge>
        ) : (
          <>
            <span className="tnum font-medium">{format.unitCost(cost.opening_cost)}</span>{" "}
            <span className="text-xs text-muted">{cost.opening_noted_by === "shopify" ? t("cost.openingBy", { when }) : t("cost.openingByPerson", { when })}</span>
          </>
        )}
      </span>
      <Button small onClick={() => setSetting(true)}>
        {t("cost.openingSet")}
      </Button>
      {setting && <OpeningDialog id={id} cost={cost} onClose={() => setSetting(false)} />}
    </div>
  );
}

function OpeningDialog({ id, cost, onClose }: { id: string; cost: ItemCost; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const save = useSetOpeningCost(id);
  const [text, setText] = useState(cost.opening_cost?.amount ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(decimalOf(text), {
      onSuccess: () => {
        showSuccess(t("cost.saved"));
        onClose();
      },
    });
  };
  return (
    <Dialog open onClose={onClose} title={t("cost.openingTitle")} closeLabel={t("common.close")}>
      <form noValidate className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t("cost.openingTitle")} hint={t("cost.openingHint", { currency: cost.currency })} error={problemAt(save.error, "unit_cost")}>
          {(control) => <Input {...control} inputMode="decimal" maxLength={16} value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
        {save.error && <QueryError title={t("cost.failed")} error={save.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" look="primary" disabled={text.trim() === "" || save.isPending} aria-busy={save.isPending}>
            {t("cost.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Layers({ cost }: { cost: ItemCost }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = (amount: string) => ({ amount, currency: cost.currency });
  return (
    <Table label={t("cost.layers")}>
      <thead>
        <tr>
          <Th>{t("cost.place")}</Th>
          <Th className="hidden sm:table-cell">{t("cost.came")}</Th>
          <Th end>{t("cost.units")}</Th>
          <Th end>{t("cost.each")}</Th>
          <Th end>{t("cost.value")}</Th>
        </tr>
      </thead>
      <tbody>
        {cost.places.flatMap((place) =>
          place.layers.map((layer, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- layers have no name but their place in the queue
            <tr key={`${place.location_id ?? ""}-${index}`}>
              <Td>
                <span className="block break-words">{place.location_id === null ? t("value.onTheWay") : place.location_name}</span>
                <span className="block text-xs text-muted">{layer.units < 0 ? t("cost.owed") : t(`cost.source.${sourceOf(layer.source)}`)}</span>
              </Td>
              <Td className="hidden sm:table-cell">
                <When at={layer.at} />
              </Td>
              <Td end>
                <Quantity value={layer.units} />
              </Td>
              <Td end className="tnum whitespace-nowrap">
                {format.unitCost(money(layer.unit_cost))}
              </Td>
              <Td end className="font-medium">
                <MoneyText value={money(layer.value)} />
              </Td>
            </tr>
          )),
        )}
      </tbody>
    </Table>
  );
}

const SOURCES = ["purchase", "return", "change_set", "transfer", "order"] as const;

function sourceOf(source: string) {
  return SOURCES.find((each) => source.startsWith(`${each}:`)) ?? "opening";
}

function History({ id, currency }: { id: string; currency: string }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(false);
  const entries = useCostEntries(id, wanted);
  const rows = entries.data?.pages.flatMap((page) => page.items) ?? [];
  if (!wanted) {
    return (
      <div className="p-3 text-center">
        <Button small onClick={() => setWanted(true)}>
          {t("cost.more")}
        </Button>
      </div>
    );
  }
  return (
    <>
      {entries.error && <QueryError title={t("cost.errorTitle")} error={entries.error} onRetry={() => void entries.refetch()} />}
      {entries.isPending && <Skeleton className="m-4 h-24" />}
      {rows.length > 0 && (
        <Table label={t("cost.history")}>
          <thead>
            <tr>
              <Th>{t("cost.what")}</Th>
              <Th className="hidden sm:table-cell">{t("cost.account")}</Th>
              <Th end>{t("cost.units")}</Th>
              <Th end>{t("cost.value")}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- entries of one movement differ by nothing else
              <tr key={`${row.at}-${index}`}>
                <Td>
                  <span className="block break-words">{[t(`cost.kind.${row.kind}`), row.document_label].filter(Boolean).join(" · ")}</span>
                  <span className="block text-xs text-muted">
                    <When at={row.at} /> · {row.location_id === null ? t("value.onTheWay") : row.location_name}
                  </span>
                </Td>
                <Td className="hidden sm:table-cell">{t(`months.account.${row.account}`)}</Td>
                <Td end>{row.units === 0 ? "–" : <Delta value={row.units} />}</Td>
                <Td end>
                  <MoneyText value={{ amount: row.value, currency }} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {entries.hasNextPage && (
        <div className="p-3 text-center">
          <Button small disabled={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
            {entries.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </>
  );
}
