import { MapPinOff, Pencil } from "lucide-react";
import { levelKey, useChangedLevels } from "@/api/live";
import type { ItemDetail, Level } from "@/api/types";
import { useAdjustRequest } from "@/lib/adjust-request";
import { QUANTITY_NAMES } from "@/lib/quantity-names";
import { IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { EmptyState } from "@/ui/states";
import { Pending } from "@/ui/stock/pending";
import { StateBadge } from "@/ui/stock/state-badge";
import { Table, Td, Th } from "@/ui/table";
import { useWide } from "@/ui/use-wide";
import { useTranslation } from "@/words";
import { Bin } from "./bin";
import { MakeUp } from "./make-up";

/** Every location with its eight quantities, and the sum of each. */
export function Levels({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  const wide = useWide();
  if (item.levels.length === 0) {
    return (
      <Card title={t("item.levels")}>
        <EmptyState icon={<MapPinOff className="size-5" />} title={t("item.notStocked")} />
      </Card>
    );
  }
  return (
    <Card title={t("item.levels")} note={t("item.identity")} flush>
      <MakeUp quantities={item.quantities} />
      {wide ? <LevelTable item={item} /> : <LevelFeed item={item} />}
    </Card>
  );
}

function LevelTable({ item }: { item: ItemDetail }) {
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
          <Th>{t("inventory.state")}</Th>
          <Th>
            <span className="sr-only">{t("common.adjust")}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {item.levels.map((level) => (
          <LevelLine key={level.location_id} level={level} mayAdjust={item.tracked && !item.is_deleted} />
        ))}
      </tbody>
      {item.levels.length > 1 && (
        <tfoot>
          <tr className="font-semibold [&_td]:border-0">
            <Td>{t("item.total")}</Td>
            {QUANTITY_NAMES.map((name) => (
              <Td key={name} end className={name === "on_hand" ? "border-l!" : undefined}>
                <Quantity value={item.quantities[name]} strong />
              </Td>
            ))}
            <Td colSpan={2} />
          </tr>
        </tfoot>
      )}
    </Table>
  );
}

/** On a phone: what can be sold at each location, and only those other quantities that there are. */
function LevelFeed({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const changed = useChangedLevels();
  return (
    <ul aria-label={t("item.levels")} className="border-t border-line">
      {item.levels.map((level) => (
        <li key={level.location_id} className="flex items-center gap-3 border-b border-line px-4 py-2.5 last:border-0">
          <span className="min-w-0 flex-1">
            <span className="flex flex-wrap items-center gap-2 text-sm font-medium">
              {level.location_name}
              {level.state !== "in_stock" && <StateBadge state={level.state} />}
            </span>
            <Bin level={level} />
            <span className="tnum block text-xs text-muted">
              {QUANTITY_NAMES.filter((name) => name === "on_hand" || (name !== "available" && level.quantities[name] !== 0))
                .map((name) => `${t(`quantity.${name}`)} ${format.quantity(level.quantities[name])}`)
                .join(" · ")}
            </span>
          </span>
          <span className={classes("rounded text-right", changed.has(levelKey(level)) && "just-changed")}>
            <span className="block text-base">
              <Pending units={level.pending} /> <Quantity value={level.quantities.available} strong />
            </span>
            <span className="block text-xs text-muted">{t("quantity.available")}</span>
          </span>
          {item.tracked && !item.is_deleted && <AdjustButton level={level} large />}
        </li>
      ))}
    </ul>
  );
}

function AdjustButton({ level, large = false }: { level: Level; large?: boolean }) {
  const { t } = useTranslation();
  const { open } = useAdjustRequest();
  return (
    <IconButton
      className={large ? "size-11" : "size-8"}
      look={large ? "plain" : "quiet"}
      label={t("inventory.adjustRow", { title: level.title, location: level.location_name })}
      onClick={() => open({ itemId: level.inventory_item_id, locationId: level.location_id })}
    >
      <Pencil aria-hidden className="size-4" />
    </IconButton>
  );
}

function LevelLine({ level, mayAdjust }: { level: Level; mayAdjust: boolean }) {
  const changed = useChangedLevels().has(levelKey(level));
  return (
    <tr className="group hover:bg-hover">
      <Td className="font-medium whitespace-nowrap">
        {level.location_name}
        <Bin level={level} />
      </Td>
      {QUANTITY_NAMES.map((name) => (
        <Td key={name} end className={name === "on_hand" ? "border-l" : undefined}>
          <span className={classes("inline-flex items-center gap-1.5 rounded", changed && "just-changed")}>
            {name === "available" && <Pending units={level.pending} />}
            <Quantity value={level.quantities[name]} strong={name === "available"} />
          </span>
        </Td>
      ))}
      <Td>
        <StateBadge state={level.state} />
      </Td>
      <Td end className="py-1!">
        {mayAdjust && <AdjustButton level={level} />}
      </Td>
    </tr>
  );
}
