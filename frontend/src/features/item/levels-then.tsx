import { History } from "lucide-react";
import type { ReactNode } from "react";
import type { ItemDetail, LevelsThen as Then } from "@/api/types";
import { QUANTITY_NAMES } from "@/lib/quantity-names";
import { Button } from "@/ui/button";
import { classes } from "@/ui/classes";
import { Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useWide } from "@/ui/use-wide";
import { useTranslation } from "@/words";
import { MakeUp } from "./make-up";
import { useLevelsThen } from "./queries";

export interface LevelsThenProps {
  item: ItemDetail;
  /** What the heading says. */
  moment: string;
  /** What is asked for: the same moment, once it rests. */
  asked: string;
  onNow: () => void;
}

/** Every location with its eight quantities as they were, under a banner that says so. */
export function LevelsThen({ item, moment, asked, onNow }: LevelsThenProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const then = useLevelsThen(item.inventory_item_id, asked);
  return (
    <section
      aria-busy={then.isFetching}
      className="min-w-0 overflow-hidden rounded-xl border border-info bg-surface shadow-card"
    >
      <header className="flex items-center justify-between gap-x-4 bg-info-soft px-4 py-2.5 text-info-text sm:px-5">
        <div className="min-w-0">
          <h2 className="tnum text-base font-semibold tracking-[-0.006em]">
            {t("itemPage.asOf", { time: format.dateTime(moment) })}
          </h2>
          <p className="text-xs">{t("itemPage.asOfNote")}</p>
        </div>
        <Button small onClick={onNow}>
          {t("itemPage.backToNow")}
        </Button>
      </header>
      <div className={classes("pt-1.5 transition-opacity", then.isPlaceholderData && "opacity-60")}>
        <Body then={then.data} rows={item.levels.length + 2} error={then.error} onRetry={() => void then.refetch()} />
      </div>
    </section>
  );
}

interface BodyProps {
  then: Then | undefined;
  /** How many rows will come, so that nothing below moves under the hand that drags. */
  rows: number;
  error: Error | null;
  onRetry: () => void;
}

function Body({ then, rows, error, onRetry }: BodyProps): ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  const wide = useWide();
  if (error && !then) {
    return (
      <div className="px-4 pb-4">
        <QueryError title={t("itemPage.thenError")} error={error} onRetry={onRetry} />
      </div>
    );
  }
  if (!then) {
    return (
      <div className="flex flex-col gap-4 px-4 pb-4 sm:px-5" aria-busy="true">
        {Array.from({ length: rows }, (_, row) => (
          <Skeleton key={row} className="h-12 md:h-6" />
        ))}
      </div>
    );
  }
  const isTold = then.items.some((level) => level.earlier.length > 0);
  if (then.quantities === null && !isTold) {
    return (
      <EmptyState
        icon={<History className="size-5" />}
        title={t("itemPage.unrecorded")}
        body={
          then.recorded_since === null
            ? t("itemPage.neverRecorded")
            : t("itemPage.unrecordedBody", { time: format.dateTime(then.recorded_since) })
        }
      />
    );
  }
  return (
    <>
      {then.quantities !== null && <MakeUp quantities={then.quantities} />}
      {wide ? <ThenTable then={then} /> : <ThenFeed then={then} />}
    </>
  );
}

function ThenTable({ then }: { then: Then }) {
  const { t } = useTranslation();
  return (
    <Table label={t("item.levels")}>
      <thead>
        <tr>
          <Th>{t("item.location")}</Th>
          {QUANTITY_NAMES.map((name) => (
            <Th key={name} end title={t(`quantityHint.${name}`)} className={name === "on_hand" ? "border-l" : undefined}>
              {t(`quantity.${name}`)}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {then.items.map((level) => (
          <tr key={level.location_id}>
            <Td className="h-11.25 font-medium whitespace-nowrap">{level.location_name}</Td>
            {level.quantities === null ? (
              <Td colSpan={QUANTITY_NAMES.length} end className="text-muted">
                <Told level={level} />
              </Td>
            ) : (
              QUANTITY_NAMES.map((name) => (
                <Td key={name} end className={name === "on_hand" ? "border-l" : undefined}>
                  <Quantity value={level.quantities?.[name] ?? 0} strong={name === "available"} />
                </Td>
              ))
            )}
          </tr>
        ))}
      </tbody>
      {then.items.length > 1 && then.quantities !== null && (
        <tfoot>
          <tr className="font-semibold [&_td]:border-0">
            <Td>{t("item.total")}</Td>
            {QUANTITY_NAMES.map((name) => (
              <Td key={name} end className={name === "on_hand" ? "border-l!" : undefined}>
                <Quantity value={then.quantities?.[name] ?? 0} strong />
              </Td>
            ))}
          </tr>
        </tfoot>
      )}
    </Table>
  );
}

function ThenFeed({ then }: { then: Then }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul aria-label={t("item.levels")} className="border-t border-line">
      {then.items.map(({ location_id, location_name, quantities, earlier }) => (
        <li key={location_id} className="flex min-h-16 items-center gap-3 border-b border-line px-4 py-2.5 last:border-0">
          <span className="min-w-0 flex-1">
            <span className="block text-sm font-medium">{location_name}</span>
            <span className="tnum block text-xs text-muted">
              {quantities === null
                ? <Told level={{ earlier }} />
                : QUANTITY_NAMES.filter((name) => name === "on_hand" || (name !== "available" && quantities[name] !== 0))
                    .map((name) => `${t(`quantity.${name}`)} ${format.quantity(quantities[name])}`)
                    .join(" · ")}
            </span>
          </span>
          {quantities !== null && (
            <span className="text-right">
              <span className="block text-base">
                <Quantity value={quantities.available} strong />
              </span>
              <span className="block text-xs text-muted">{t("quantity.available")}</span>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A level from before its opening: what Shopify's own file says it held, or that nothing is known. */
function Told({ level }: { level: Pick<Then["items"][number], "earlier"> }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (level.earlier.length === 0) return <>{t("itemPage.unrecorded")}</>;
  const said = level.earlier.map((each) => `${t(`quantity.${each.name}`)} ${format.quantity(each.units)}`).join(" · ");
  return <>{t("itemPage.earlier.held", { said })}</>;
}
