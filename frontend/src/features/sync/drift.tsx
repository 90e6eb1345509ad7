import { Link } from "react-router";
import { gidTail } from "@/lib/gid";
import { Card } from "@/ui/card";
import { Ago, Delta, Quantity } from "@/ui/display";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import { useDrift } from "./queries";

/** Level by level, what we hold and what Shopify holds, and why they are not the same yet. */
export function DriftTable() {
  const { t } = useTranslation();
  const drift = useDrift(true);
  if (drift.error && !drift.data) {
    return <QueryError title={t("sync.driftError")} error={drift.error} onRetry={() => void drift.refetch()} />;
  }
  if (!drift.data) return <Skeleton className="h-32 w-full rounded-xl" />;
  return (
    <Card title={t("sync.driftTable")} flush>
      <Table label={t("sync.driftTable")}>
        <thead>
          <tr>
            <Th>{t("sync.item")}</Th>
            <Th>{t("sync.location")}</Th>
            <Th>{t("item.name")}</Th>
            <Th end>{t("sync.ours")}</Th>
            <Th end>{t("sync.shopify")}</Th>
            <Th end>{t("sync.difference")}</Th>
            <Th>{t("sync.found")}</Th>
            <Th>{t("sync.reason")}</Th>
          </tr>
        </thead>
        <tbody>
          {drift.data.levels.map((level) => (
            <tr key={`${level.inventory_item_id} ${level.location_id} ${level.name}`} className="hover:bg-hover">
              <Td className="min-w-40">
                <Link
                  to={`/inventory/${gidTail(level.inventory_item_id)}`}
                  className="font-medium underline-offset-4 hover:underline"
                >
                  {level.title}
                </Link>
                <span className="block font-mono text-xs text-muted">{level.sku}</span>
              </Td>
              <Td className="whitespace-nowrap">{level.location_name}</Td>
              <Td className="whitespace-nowrap">{t(`quantity.${level.name}`)}</Td>
              <Td end>
                <Quantity value={level.ours} />
              </Td>
              <Td end>
                <Quantity value={level.shopify} />
              </Td>
              <Td end>
                <Delta value={level.difference} />
              </Td>
              <Td className="text-muted">
                <Ago at={level.found_at} />
              </Td>
              <Td>{level.reason}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
