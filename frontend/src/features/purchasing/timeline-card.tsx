import type { OrderEvent } from "@/api/types";
import type { Format } from "@/lib/format";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { type TFunction, useTranslation } from "@/words";
import { useOrderTimeline } from "./queries";

/** All that happened to an order, the latest first. */
export function TimelineCard({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const actorWords = useActorWords();
  const timeline = useOrderTimeline(id);
  return (
    <Card flush title={t("buying.page.timeline")}>
      {timeline.error && !timeline.data && <QueryError title={t("buying.errorTitle")} error={timeline.error} />}
      {!timeline.data && !timeline.error && <Skeleton className="mx-4 mb-4 h-24 sm:mx-5" />}
      {timeline.data?.items.length === 0 && <p className="px-4 pb-4 text-sm text-muted sm:px-5">{t("buying.page.timelineEmpty")}</p>}
      <ol aria-label={t("buying.page.timeline")}>
        {(timeline.data?.items ?? []).toReversed().map((event) => (
          <li key={event.id} className="border-t border-line px-4 py-2.5 sm:px-5">
            <p className="text-sm break-words">{saidOf(event, t, format)}</p>
            {typeof event.details["note"] === "string" && event.details["note"] !== "" && <p className="text-xs break-words">“{event.details["note"]}”</p>}
            <p className="text-xs text-muted">
              <When at={event.at} /> · {actorWords({ actor: event.actor, cause: "receipt" })}
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** An event in words; one of a newer server is still told to have been. */
function saidOf({ what, details }: OrderEvent, t: TFunction, format: Format): string {
  const text = (name: string) => String(details[name] ?? "");
  const units = Number(details["units"] ?? 0);
  switch (what) {
    case "made":
      if (details["copied_from"]) return t("buying.event.madeCopy", { from: text("copied_from") });
      return details["split_from"] ? t("buying.event.madeSplit", { from: text("split_from") }) : t("buying.event.made");
    case "sent":
      return details["to"] ? t("buying.event.sentTo", { to: text("to") }) : t("buying.event.sent");
    case "sent_again":
    case "mail_failed":
      return t(`buying.event.${what}`, { to: text("to") });
    case "received":
    case "returned":
      return t(`buying.event.${what}`, { count: units, n: format.quantity(units), receipt: text("receipt") });
    case "undone":
      return t("buying.event.undone", { receipt: text("receipt") });
    case "canceled":
      return details["merged_into"] ? t("buying.event.mergedInto", { into: text("merged_into") }) : t("buying.event.canceled");
    case "merged":
      return t("buying.event.merged", { from: text("from") });
    case "split":
      return t("buying.event.split", { into: text("into") });
    case "file_added":
    case "file_removed":
      return t(`buying.event.${what}`, { name: text("name") });
    case "edited":
    case "submitted":
    case "approved":
    case "revised":
    case "confirmed":
    case "closed":
    case "reopened":
      return t(`buying.event.${what}`);
    default:
      return t("buying.event.other");
  }
}
