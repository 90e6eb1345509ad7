/** What was seen in Shopify or sent to it: a table where there is room, else a list. */
import { ArrowDownLeft, ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";
import { QUANTITY_NAMES } from "@/lib/quantity-names";
import { useTranslation, type TFunction } from "@/words";
import { Badge } from "../badge";
import { Delta, When } from "../display";
import { Feed, FeedRow } from "../feed";
import { Table, Td, Th } from "../table";
import { useWide } from "../use-wide";

export interface SyncLogRow {
  at: string;
  direction: "seen" | "pushed";
  inventory_item_id: string;
  location_id: string;
  location_name: string;
  changes: { name: string; delta: number }[];
  result: string;
  detail: string | null;
}

export interface SyncLogProps<Row extends SyncLogRow> {
  label: string;
  rows: readonly Row[];
  /** How a row names its item; none where all are of one item. */
  item?: (row: Row) => ReactNode;
}

export function SyncLog<Row extends SyncLogRow>(props: SyncLogProps<Row>) {
  return useWide() ? <LogTable {...props} /> : <LogFeed {...props} />;
}

function LogTable<Row extends SyncLogRow>({ label, rows, item }: SyncLogProps<Row>) {
  const { t } = useTranslation();
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>{t("sync.when")}</Th>
          <Th>{t("sync.what")}</Th>
          {item && <Th>{t("sync.item")}</Th>}
          <Th>{t("sync.location")}</Th>
          <Th>{t("sync.changes")}</Th>
          <Th>{t("sync.result")}</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={logKey(row, rows.length - index)} className="hover:bg-hover">
            <Td className="text-muted">
              <When at={row.at} />
            </Td>
            <Td>
              <Direction direction={row.direction} />
            </Td>
            {item && <Td className="whitespace-nowrap">{item(row)}</Td>}
            <Td className="whitespace-nowrap">{row.location_name}</Td>
            <Td>
              <Changes row={row} />
            </Td>
            <Td>
              {row.result}
              {row.detail !== null && <span className="block text-xs text-muted">{row.detail}</span>}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Two readings of one level may share a moment: the place in the log, from its old end, tells them apart. */
function logKey(row: SyncLogRow, fromEnd: number): string {
  return `${row.at} ${row.inventory_item_id} ${row.location_id} ${fromEnd}`;
}

function LogFeed<Row extends SyncLogRow>({ label, rows, item }: SyncLogProps<Row>) {
  return (
    <Feed label={label}>
      {rows.map((row, index) => (
        <FeedRow
          key={logKey(row, rows.length - index)}
          mark={<Direction direction={row.direction} />}
          title={item ? item(row) : row.location_name}
          details={[<When key="when" at={row.at} />, item ? row.location_name : null, row.result, row.detail]}
          figure={<Changes row={row} />}
        />
      ))}
    </Feed>
  );
}

function Direction({ direction }: Pick<SyncLogRow, "direction">) {
  const { t } = useTranslation();
  const Icon = direction === "seen" ? ArrowDownLeft : ArrowUpRight;
  return (
    <Badge tone={direction === "seen" ? "info" : "brand"}>
      <Icon aria-hidden className="size-3.5" />
      {t(`sync.${direction}`)}
    </Badge>
  );
}

function Changes({ row }: { row: SyncLogRow }) {
  const { t } = useTranslation();
  return (
    <span className="flex flex-col gap-x-3 sm:flex-row sm:flex-wrap">
      {row.changes.map((change) => (
        <span key={change.name} className="whitespace-nowrap">
          <span className="text-muted">{quantityWord(change.name, t)}</span> <Delta value={change.delta} />
        </span>
      ))}
    </span>
  );
}

function quantityWord(name: string, t: TFunction): string {
  const known = QUANTITY_NAMES.find((each) => each === name);
  return known ? t(`quantity.${known}`) : name;
}
