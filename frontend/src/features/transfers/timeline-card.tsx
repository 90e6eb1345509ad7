import type { TransferEvent } from "@/api/types";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import type { Format } from "@/lib/format";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation, type TFunction } from "@/words";
import { useTimeline } from "./queries";

/** All that happened to a transfer, the latest first, by whom and where. */
export function TimelineCard({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const actorWords = useActorWords();
  const timeline = useTimeline(id);
  return (
    <Card flush title={t("transfers.timeline")}>
      {timeline.error && !timeline.data && <QueryError title={t("transfers.timelineError")} error={timeline.error} />}
      {!timeline.data && !timeline.error && <Skeleton className="mx-4 mb-4 h-24 sm:mx-5" />}
      <ol aria-label={t("transfers.timeline")}>
        {(timeline.data?.items ?? []).toReversed().map((event) => (
          <li key={event.id} className="border-t border-line px-4 py-2.5 sm:px-5">
            <p className="text-sm break-words">{saidOf(event, t, format)}</p>
            <p className="text-xs text-muted">
              <When at={event.at} /> · {actorWords({ actor: event.actor, cause: "transfer" }) ?? t("transfers.inShopify")}
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** An event in words; one of a newer server is still told to have been. */
function saidOf({ what, details }: TransferEvent, t: TFunction, format: Format): string {
  const text = (name: string) => String(details[name] ?? "");
  const units = Number(details["units"] ?? 0);
  const counted = { count: units, n: format.quantity(units), shipment: text("shipment") };
  switch (what) {
    case "made":
    case "edited":
    case "made_ready":
    case "completed":
    case "canceled":
    case "deleted":
    case "state_changed":
      return t(`transfers.event.${what}`);
    case "named":
      return t("transfers.event.named", { name: text("name") });
    case "shipped":
    case "shipment_made":
    case "shipment_deleted":
      return t(`transfers.event.${what}`, counted);
    case "lines_changed": {
      const count = Array.isArray(details["lines"]) ? details["lines"].length : 0;
      return t("transfers.event.lines_changed", { count, n: format.quantity(count) });
    }
    case "tracked": {
      const tracking = [details["company"], details["number"]].filter(Boolean).join(" ");
      return t("transfers.event.tracked", { shipment: text("shipment"), tracking });
    }
    case "received":
      return t("transfers.event.received", {
        accepted: format.quantity(Number(details["accepted"] ?? 0)),
        rejected: format.quantity(Number(details["rejected"] ?? 0)),
        shipment: text("shipment"),
      });
    case "refused":
    case "unknown":
      return t(`transfers.event.${what}`, { step: text("message") });
    default:
      return t("transfers.event.other");
  }
}
