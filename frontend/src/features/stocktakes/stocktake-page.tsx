import { ClipboardList, ScanBarcode } from "lucide-react";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { useShop } from "@/api/shop";
import type { Stocktake } from "@/api/types";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { MoneyText } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Banner, Progress, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/stocktakes";
import { ApproveDialog } from "./approve-dialog";
import { Codes, Outside } from "./codes-card";
import { StateMark, nameOf } from "./marks";
import { useStep, useStocktake } from "./queries";
import { RecountDialog } from "./recount-dialog";
import { Review } from "./review-card";
import { Counters, Sections } from "./sections-card";

/** A count from its draft to the change that posts it. */
export function StocktakePage() {
  const { t } = useTranslation();
  const id = useParams()["stocktakeId"] ?? "";
  const seen = useStocktake(id);
  if (seen.error && !seen.data) {
    return <QueryError title={t("stocktakes.errorTitle")} error={seen.error} onRetry={() => void seen.refetch()} />;
  }
  return seen.data ? <Loaded stocktake={seen.data} /> : <Skeleton className="h-72 w-full rounded-xl" />;
}

function Loaded({ stocktake }: { stocktake: Stocktake }) {
  const { t } = useTranslation();
  const mayWrite = useShop().data?.viewer.permissions.includes("write") ?? false;
  const name = nameOf(t, stocktake);
  const hasLines = stocktake.lines > 0;
  return (
    <Page
      title={name}
      back={{ to: "/stocktakes", label: t("stocktakes.page.back") }}
      marks={<StateMark stocktake={stocktake} />}
      subtitle={`${stocktake.location_name} · ${t("stocktakes.named", { number: String(stocktake.number) })}`}
      actions={mayWrite && <Actions stocktake={stocktake} />}
    >
      <Notices stocktake={stocktake} />
      {stocktake.state === "draft" && !hasLines && (
        <Card>
          <p className="flex items-center gap-3 text-sm">
            <ClipboardList aria-hidden className="size-5 shrink-0 text-muted" />
            {t("stocktakes.page.startNote")}
          </p>
        </Card>
      )}
      {hasLines && <Figures stocktake={stocktake} />}
      {stocktake.state !== "draft" && (
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <Sections stocktake={stocktake} />
          <Counters stocktake={stocktake} />
        </div>
      )}
      <Codes stocktake={stocktake} mayWrite={mayWrite} />
      <Outside stocktake={stocktake} mayWrite={mayWrite} />
      {hasLines && <Review stocktake={stocktake} />}
    </Page>
  );
}

function Actions({ stocktake }: { stocktake: Stocktake }) {
  const { t } = useTranslation();
  const step = useStep(stocktake);
  const [asking, setAsking] = useState<"cancel" | "approve" | "recount" | null>(null);
  const close = () => setAsking(null);
  const { state } = stocktake;
  const isOpen = state === "draft" || state === "counting" || state === "review";
  return (
    <>
      {isOpen && (
        <Button look="quiet" onClick={() => setAsking("cancel")}>
          {t("stocktakes.page.cancel")}
        </Button>
      )}
      {state === "draft" && (
        <Button look="primary" disabled={step.isPending} aria-busy={step.isPending} onClick={() => step.mutate("start")}>
          {t("stocktakes.page.start")}
        </Button>
      )}
      {state === "counting" && (
        <>
          <Button disabled={step.isPending} onClick={() => step.mutate("review")}>
            {t("stocktakes.page.review")}
          </Button>
          <Link to={`/stocktakes/${stocktake.id}/count`} className={buttonClasses("primary")}>
            <ScanBarcode aria-hidden className="size-4" />
            {t("stocktakes.page.count")}
          </Link>
        </>
      )}
      {state === "review" && (
        <>
          <Button disabled={step.isPending} onClick={() => step.mutate("count-on")}>
            {t("stocktakes.page.countOn")}
          </Button>
          {stocktake.may_approve && (
            <>
              <Button onClick={() => setAsking("recount")}>{t("stocktakes.page.recount")}</Button>
              <Button look="primary" onClick={() => setAsking("approve")}>
                {t("stocktakes.page.approve")}
              </Button>
            </>
          )}
        </>
      )}
      {asking !== "cancel" && step.error && <QueryError title={t("stocktakes.failed")} error={step.error} />}
      <Confirm
        open={asking === "cancel"}
        title={t("stocktakes.page.cancelTitle")}
        body={t("stocktakes.page.cancelBody")}
        confirm={t("stocktakes.page.cancel")}
        cancel={t("stocktakes.page.cancelKeep")}
        busy={step.isPending}
        error={step.error && <QueryError title={t("stocktakes.failed")} error={step.error} />}
        onConfirm={() => step.mutate("cancel", { onSuccess: close })}
        onCancel={close}
      />
      {asking === "approve" && <ApproveDialog stocktake={stocktake} onClose={close} />}
      {asking === "recount" && <RecountDialog stocktake={stocktake} onClose={close} />}
    </>
  );
}

function Notices({ stocktake }: { stocktake: Stocktake }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, tally, change_set_id: changeSet, waits_for: waits } = stocktake;
  const unsure = tally.unsure ?? 0;
  if (state === "posting") {
    return <Banner tone="info" title={t("stocktakes.page.posting")} body={waits === "readings" ? t("stocktakes.page.waitsReadings") : ""} />;
  }
  if (state === "posted") {
    return (
      <Banner
        tone="info"
        title={t("stocktakes.state.posted")}
        body={changeSet ? "" : t("stocktakes.page.postedNone")}
        action={
          changeSet && (
            <Link to={`/changes/${changeSet}`} className={buttonClasses("plain", true)}>
              {t("stocktakes.page.change")}
            </Link>
          )
        }
      />
    );
  }
  return (
    <>
      {waits && <Banner tone="bad" title={t("stocktakes.failed")} body={t("stocktakes.page.waits", { why: waits })} />}
      {unsure > 0 && state !== "canceled" && (
        <Banner
          tone="warn"
          title={t("stocktakes.page.unsureTitle", { count: unsure, n: format.quantity(unsure) })}
          body={t("stocktakes.page.unsureBody")}
        />
      )}
    </>
  );
}

function Figures({ stocktake }: { stocktake: Stocktake }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { tally } = stocktake;
  const share = tally.lines === 0 ? 0 : tally.counted / tally.lines;
  return (
    <Card title={t("stocktakes.page.figures")}>
      <Progress label={t("stocktakes.page.figures")} share={share} />
      <dl className="mt-4 grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-4">
        <Figure name={t("stocktakes.page.counted")} value={format.quantity(tally.counted)}>
          {t("stocktakes.page.countedOf", { lines: format.quantity(tally.lines) })}
          {tally.to_recount > 0 && ` · ${t("stocktakes.page.toRecount", { count: tally.to_recount, n: format.quantity(tally.to_recount) })}`}
        </Figure>
        {stocktake.expected_is_hidden ? (
          <p className="col-span-2 self-end text-sm text-muted sm:col-span-3">{t("stocktakes.page.hidden")}</p>
        ) : (
          <>
            <Figure name={t("stocktakes.page.different")} value={format.quantity(tally.different ?? 0)}>
              {(tally.without_cost ?? 0) > 0 &&
                t("stocktakes.page.withoutCost", { count: tally.without_cost ?? 0, n: format.quantity(tally.without_cost ?? 0) })}
            </Figure>
            <Figure name={t("stocktakes.page.short")} value={<MoneyText value={tally.value_short} />}>
              {t("stocktakes.page.units", { count: tally.units_short ?? 0, n: format.quantity(tally.units_short ?? 0) })}
            </Figure>
            <Figure name={t("stocktakes.page.over")} value={<MoneyText value={tally.value_over} />}>
              {t("stocktakes.page.units", { count: tally.units_over ?? 0, n: format.quantity(tally.units_over ?? 0) })}
            </Figure>
          </>
        )}
      </dl>
    </Card>
  );
}

function Figure({ name, value, children }: { name: string; value: React.ReactNode; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{name}</dt>
      <dd>
        <span className="tnum block text-xl font-semibold">{value}</span>
        <span className="block text-xs text-muted">{children}</span>
      </dd>
    </div>
  );
}
