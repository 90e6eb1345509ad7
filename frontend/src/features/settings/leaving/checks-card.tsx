import type { Farewell } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";

type Check = Farewell["checks"][number];

/** What was read in the store after everything was ended, line by line. */
export function ChecksCard({ checks }: { checks: readonly Check[] }) {
  const { t } = useTranslation();
  return (
    <Card title={t("leaving.checks")} note={t("leaving.checksNote")} flush>
      <Table label={t("leaving.checks")}>
        <thead>
          <tr>
            <Th>{t("leaving.looked")}</Th>
            <Th>{t("leaving.found")}</Th>
          </tr>
        </thead>
        <tbody className="[&_tr:last-child_td]:border-0">
          {checks.map((check) => (
            <Row key={check.what} check={check} />
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function Row({ check }: { check: Check }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <tr className="hover:bg-hover">
      <Td>
        {t(`leaving.check.${check.what}`, { count: check.read, n: format.quantity(check.read) })}
        <span className="block text-xs text-muted">
          <When at={check.at} />
        </span>
      </Td>
      <Td>
        {check.is_clear ? (
          <Badge tone="good" dot>
            {t("leaving.none")}
          </Badge>
        ) : check.refusal ? (
          <span className="text-bad-text">{t("leaving.refusal", { why: check.refusal })}</span>
        ) : (
          <span className="font-medium">{check.left.join(", ") || format.quantity(check.read)}</span>
        )}
      </Td>
    </tr>
  );
}
