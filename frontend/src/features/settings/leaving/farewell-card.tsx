import { CircleCheck, Hand } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import type { Farewell, Shop, Standing } from "@/api/types";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { When } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { ErrorState, Progress } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";
import { isGoing, useLeave, useStay } from "./queries";

interface Shown {
  shop: Shop;
  standing: Standing;
  farewell: Farewell;
}

/** How a leaving stands: going on, waiting for a person, or done; and the way back. */
export function FarewellCard({ shop, standing, farewell }: Shown) {
  const { t } = useTranslation();
  const actorWords = useActorWords();
  const leave = useLeave();
  const mayDecide = shop.viewer.role === "owner" && shop.viewer.locations === null;
  const going = isGoing(standing);
  const title = going || farewell.state === "going" ? t("leaving.going") : t(`leaving.${farewell.state}`);
  const who = farewell.asked_by_name || (actorWords({ actor: farewell.asked_by, cause: "" }) ?? "");
  return (
    <Card
      title={
        <span className="flex items-center gap-2">
          {farewell.state === "gone" && <CircleCheck aria-hidden className="size-5 text-good-text" />}
          {farewell.state === "waits" && <Hand aria-hidden className="size-5 text-warn-text" />}
          {title}
        </span>
      }
      note={
        <>
          {t("leaving.asked", { who })}, <When at={farewell.asked_at} />
        </>
      }
    >
      <div role="status" className="flex flex-col gap-3 text-sm">
        {going && <Going standing={standing} />}
        {farewell.job?.state === "failed" && <ErrorState title={t("leaving.failed")} detail={farewell.job.error ?? ""} />}
        {farewell.state === "waits" && <Waits farewell={farewell} />}
        {farewell.state === "gone" && <p>{t("leaving.goneBody")}</p>}
      </div>
      {leave.error && (
        <div className="mt-3">
          <QueryError title={t("leaving.submitError")} error={leave.error} />
        </div>
      )}
      {mayDecide && (
        <div className="mt-4 flex flex-wrap items-center gap-2">
          {farewell.state === "gone" && (
            <a href={`https://${shop.domain}/admin/settings/apps`} target="_top" rel="noreferrer" className={buttonClasses("primary")}>
              {t("leaving.remove")}
            </a>
          )}
          {farewell.state !== "gone" && !going && (
            <Button look="primary" disabled={leave.isPending} aria-busy={leave.isPending} onClick={() => leave.mutate(shop.domain)}>
              {t("leaving.goOn")}
            </Button>
          )}
          <Stay />
          <p className="basis-full text-xs text-muted sm:basis-auto">{t("leaving.stayNote")}</p>
        </div>
      )}
    </Card>
  );
}

function Going({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { transfers_open, writes_open, steps_waiting } = standing;
  const counted = (count: number) => ({ count, n: format.quantity(count) });
  const writes = writes_open + steps_waiting;
  const said = [
    transfers_open > 0 ? t("leaving.goingTransfers", counted(transfers_open)) : null,
    writes > 0 ? t("leaving.goingWrites", counted(writes)) : null,
  ].filter((each) => each !== null);
  const text = said.length > 0 ? said.join(", ") : t("leaving.goingLook");
  return (
    <div className="flex flex-col gap-1.5">
      <Progress label={t("leaving.going")} share={null} text={text} />
      <p className="text-muted">{text}</p>
    </div>
  );
}

function Waits({ farewell }: { farewell: Farewell }) {
  const { t } = useTranslation();
  return (
    <>
      <p>{t("leaving.waitsBody")}</p>
      <ul className="flex flex-col divide-y divide-line rounded-lg border border-line">
        {farewell.waits.map((wait) => (
          <li key={`${wait.kind} ${wait.id}`} className="flex flex-wrap gap-x-3 px-3 py-2">
            {wait.kind === "transfer" && (
              <Link to={`/transfers/${wait.id}`} className="font-medium underline underline-offset-4">
                {wait.name}
              </Link>
            )}
            {wait.kind === "writes" && (
              <Link to="/sync" className="font-medium underline underline-offset-4">
                {t("leaving.waitsWrites")}
              </Link>
            )}
            {wait.kind === "fields" && <span className="font-medium">{t("leaving.waitsFields")}</span>}
            <span className="text-muted">{wait.message}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Stay() {
  const { t } = useTranslation();
  const stay = useStay();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("leaving.stay")}</Button>
      <Confirm
        open={asking}
        title={t("leaving.stayTitle")}
        body={t("leaving.stayBody")}
        confirm={t("leaving.stay")}
        cancel={t("common.cancel")}
        busy={stay.isPending}
        error={
          stay.error && (
            <div className="mt-3">
              <QueryError title={t("leaving.stayError")} error={stay.error} />
            </div>
          )
        }
        onCancel={() => setAsking(false)}
        onConfirm={() => stay.mutate()}
      />
    </>
  );
}
