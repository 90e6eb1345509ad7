import type { Month } from "@/api/types";
import { Card } from "@/ui/card";
import { MoneyText } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";

/** What had come by the end of the month, and no bill said what it cost. */
export function NotInvoiced({ month }: { month: Month }) {
  const { t } = useTranslation();
  const format = useFormat();
  const found = month.not_invoiced;
  if (found === null) return null;
  const money = (amount: string) => ({ amount, currency: month.currency });
  return (
    <Card
      flush={found.receipts.length > 0}
      title={t("months.notInvoiced")}
      note={t("months.notInvoicedNote")}
      actions={
        <span className="text-base font-semibold">
          <MoneyText value={money(found.value)} />
        </span>
      }
    >
      {found.receipts.length === 0 ? (
        <p className="text-sm text-muted">{t("months.allInvoiced")}</p>
      ) : (
        <Table label={t("months.notInvoiced")}>
          <thead>
            <tr>
              <Th>{t("months.receipt")}</Th>
              <Th className="hidden sm:table-cell">{t("months.received")}</Th>
              <Th end>{t("months.value")}</Th>
            </tr>
          </thead>
          <tbody>
            {found.receipts.map((each) => (
              <tr key={each.id}>
                <Td>
                  <span className="font-medium">{each.name}</span>
                  <span className="block text-xs break-words text-muted">{each.supplier_name}</span>
                </Td>
                <Td className="tnum hidden whitespace-nowrap sm:table-cell">{format.day(each.effective_at)}</Td>
                <Td end>
                  <MoneyText value={money(each.value)} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
