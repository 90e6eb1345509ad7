import { Link } from "react-router";
import { useLastChange, useLiveStatus } from "@/api/live";
import { useSync } from "@/api/shop";
import { useNow } from "@/lib/clock";
import { classes } from "@/ui/classes";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";

/** The small mark that says whether what is on the screen is true now. */
export function LiveStatus() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const status = useLiveStatus();
  const sync = useSync().data;
  const heardAt = useHeardAt();
  const importing = sync?.import.state === "running" || sync?.import.state === "waiting";
  const drift = sync?.drift_units ?? 0;
  const ago = heardAt === null ? null : format.ago(heardAt, now);
  const isCalm = status === "live" && !importing && drift === 0;
  const text =
    status === "offline"
      ? t("live.offline")
      : importing
        ? t("live.importing")
        : drift !== 0
          ? t("live.drift", { count: Math.abs(drift), units: format.quantity(Math.abs(drift)) })
          : status === "connecting" || ago === null
            ? t(`live.${status}`)
            : t("live.synced", { ago });
  const tone = status !== "live" || drift !== 0 ? "bg-warn" : "bg-good";
  return (
    <Link
      to="/sync"
      title={status === "offline" ? t("live.explainOffline") : t("live.explain")}
      className="inline-flex h-8 shrink-0 items-center gap-2 rounded-full px-2.5 text-xs whitespace-nowrap text-muted hover:bg-hover hover:text-ink"
    >
      <span aria-hidden className={classes("size-2 rounded-full", tone, status === "live" && "pulse-dot")} />
      {/* A phone has room for the time alone; what it is of is said by the dot, and to a reader. */}
      <span className={classes(isCalm && ago !== null ? "max-sm:sr-only" : "max-sm:max-w-26 max-sm:truncate")}>{text}</span>
      {isCalm && ago !== null && (
        <span aria-hidden className="sm:hidden">
          {ago}
        </span>
      )}
    </Link>
  );
}

/** The latest moment something was heard of Shopify: by the stream, or by a webhook before that. */
function useHeardAt(): string | null {
  const lastChange = useLastChange();
  const received = useSync().data?.webhooks.last_received_at ?? null;
  const changed = lastChange === null ? null : new Date(lastChange).toISOString();
  if (changed === null || received === null) return changed ?? received;
  return changed > received ? changed : received;
}
