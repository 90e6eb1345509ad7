import { PackageOpen } from "lucide-react";
import { Link } from "react-router";
import type { Transfer, TransferLine } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Card } from "@/ui/card";
import { Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { EmptyState } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useWide } from "@/ui/use-wide";
import { useTranslation } from "@/words";

/** What goes, and how much of it is where. */
export function LinesCard({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const wide = useWide();
  const { lines } = transfer;
  const units = t("transfers.units", { count: transfer.units, n: format.quantity(transfer.units) });
  return (
    <Card flush title={t("transfers.linesTitle")} note={lines.length > 0 && units}>
      {lines.length === 0 ? (
        <EmptyState icon={<PackageOpen className="size-5" />} title={t("transfers.noLines")} body={t("transfers.noLinesBody")} />
      ) : wide ? (
        <WideLines lines={lines} isDraft={transfer.state === "DRAFT" || transfer.state === "READY_TO_SHIP"} />
      ) : (
        <ul aria-label={t("transfers.linesTitle")}>
          {lines.map((line) => (
            <NarrowLine key={line.inventory_item_id} line={line} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function WideLines({ lines, isDraft }: { lines: TransferLine[]; isDraft: boolean }) {
  const { t } = useTranslation();
  return (
    <Table label={t("transfers.linesTitle")}>
      <thead>
        <tr>
          <Th>{t("transfers.item")}</Th>
          <Th end>{t("transfers.ordered")}</Th>
          <Th end>{t("transfers.shipped")}</Th>
          <Th end>{t("transfers.received")}</Th>
          <Th end>{t("transfers.rejected")}</Th>
          <Th end>{t("transfers.remaining")}</Th>
          {isDraft && <Th end>{t("transfers.originHas")}</Th>}
          {isDraft && <Th end>{t("transfers.destinationHas")}</Th>}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.inventory_item_id}>
            <Td>
              <Item line={line} />
            </Td>
            <Td end>
              <Quantity value={line.ordered} strong />
            </Td>
            <Td end>
              <Quantity value={line.shipped} />
            </Td>
            <Td end>
              <Quantity value={line.accepted} />
            </Td>
            <Td end>{line.rejected > 0 ? <span className="tnum font-semibold text-warn-text">{line.rejected}</span> : <Quantity value={0} />}</Td>
            <Td end>
              <Quantity value={line.ordered - line.accepted - line.rejected} />
            </Td>
            {isDraft && <Td end>{line.available_at_origin === null ? t("common.none") : <Quantity value={line.available_at_origin} />}</Td>}
            {isDraft && <Td end>{line.available_at_destination === null ? t("common.none") : <Quantity value={line.available_at_destination} />}</Td>}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function NarrowLine({ line }: { line: TransferLine }) {
  const { t } = useTranslation();
  const format = useFormat();
  const parts = [
    [t("transfers.shipped"), line.shipped],
    [t("transfers.received"), line.accepted],
    [t("transfers.rejected"), line.rejected],
    [t("transfers.remaining"), line.ordered - line.accepted - line.rejected],
  ] as const;
  return (
    <li className="border-t border-line px-4 py-2.5">
      <span className="flex items-start justify-between gap-3">
        <Item line={line} />
        <Quantity value={line.ordered} strong />
      </span>
      <span className="mt-1 block text-xs text-muted">
        {parts
          .filter(([, units]) => units !== 0)
          .map(([label, units]) => `${label} ${format.quantity(units)}`)
          .join(" · ")}
      </span>
    </li>
  );
}

function Item({ line }: { line: TransferLine }) {
  return (
    <span className="block min-w-0">
      <Link to={`/inventory/${gidTail(line.inventory_item_id)}`} className="block underline-offset-4 hover:underline">
        {[line.title || line.sku || gidTail(line.inventory_item_id), line.variant_title].filter(Boolean).join(" · ")}
      </Link>
      <span className="block font-mono text-xs text-muted">{line.sku}</span>
    </span>
  );
}
