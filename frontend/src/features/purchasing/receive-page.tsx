import { PackageCheck } from "lucide-react";
import { useEffect, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { useShop } from "@/api/shop";
import type { Order } from "@/api/types";
import { useHost } from "@/host/host-context";
import { newIntentKey } from "@/lib/intent-key";
import { useUnsaved } from "@/lib/unsaved";
import { momentOf } from "@/lib/zoned";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Scanner } from "@/ui/scan/scanner";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/lookup";
import "@/words/purchasing";
import "@/words/receiving";
import { ArrivalFields, type Given, NOTHING_GIVEN } from "./arrival-fields";
import { useOrder, useReceive, useReturn } from "./queries";
import { Others, Tally } from "./tally-card";
import { type Other, type TallyLine, type Verdict, counted, divided, lineOfCode, putsOf, sumOf, tallyOf, withOther } from "./tally";

const RECEIVABLE = new Set<Order["state"]>(["sent", "confirmed", "partly_received", "received"]);
const RETURNABLE = new Set<Order["state"]>(["partly_received", "received", "closed"]);

/** What arrives of an order, counted by scanning or from the list, with one hand. */
export function ReceiveOrderPage() {
  return <Counting isReturn={false} />;
}

/** What goes back to the supplier. */
export function ReturnPage() {
  return <Counting isReturn />;
}

function Counting({ isReturn }: { isReturn: boolean }) {
  const { t } = useTranslation();
  const id = useParams()["orderId"] ?? "";
  const order = useOrder(id);
  if (order.error && !order.data) return <QueryError title={t("buying.errorTitle")} error={order.error} onRetry={() => void order.refetch()} />;
  if (!order.data) return <Skeleton className="h-72 w-full rounded-xl" />;
  return <Begun key={`${id} ${isReturn}`} order={order.data} isReturn={isReturn} />;
}

/** Whether there is something to count is decided once: the last receipt leaves nothing, and its page must still lead on. */
function Begun({ order, isReturn }: { order: Order; isReturn: boolean }) {
  const [isOpen] = useState(() => (isReturn ? RETURNABLE : RECEIVABLE).has(order.state) && tallyOf(order, isReturn).length > 0);
  return isOpen ? <Count order={order} isReturn={isReturn} /> : <Ended order={order} isReturn={isReturn} />;
}

function Ended({ order, isReturn }: { order: Order; isReturn: boolean }) {
  const { t } = useTranslation();
  return (
    <Page title={order.name}>
      <Card>
        <EmptyState
          icon={<PackageCheck className="size-5" />}
          title={t(isReturn ? "arriving.endedBack" : "arriving.ended")}
          body={isReturn ? t("arriving.endedBackBody") : t("arriving.endedBody", { state: t(`buying.state.${order.state}`).toLowerCase() })}
          action={
            <Link to={`/purchase-orders/${order.id}`} className={buttonClasses()}>
              {t("arriving.toOrder")}
            </Link>
          }
        />
      </Card>
    </Page>
  );
}

function Count({ order, isReturn }: { order: Order; isReturn: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { showSuccess } = useHost();
  const timeZone = useShop().data?.time_zone ?? "UTC";
  const [seen] = useState({ id: order.id, version: order.version });
  const receive = useReceive(seen);
  const back = useReturn(seen);
  const sending = isReturn ? back : receive;
  const [key, setKey] = useState(newIntentKey);
  const [lines, setLines] = useState(() => tallyOf(order, isReturn));
  const [others, setOthers] = useState<Other[]>([]);
  const [given, setGiven] = useState<Given>({ ...NOTHING_GIVEN, placeId: order.location.location_id });
  const [verdict, setVerdict] = useState<Verdict>("available");
  const [said, setSaid] = useState<{ text: string; good: boolean; unknown?: string } | null>(null);
  const count = sumOf(lines);
  const booked = sending.data !== undefined;
  const moment = given.when === "" ? null : momentOf(given.when, timeZone);
  const isBadDay = given.when !== "" && moment === null;
  useUnsaved((count > 0 || others.length > 0) && !booked);
  useEffect(() => {
    if (booked) void navigate(`/purchase-orders/${order.id}`, { replace: true });
  }, [booked, order.id, navigate]);
  const changed = () => setKey(newIntentKey()); // another count is another receipt
  const change = (next: TallyLine[]) => {
    setLines(next);
    changed();
  };
  const changeOthers = (next: Other[]) => {
    setOthers(next);
    changed();
  };
  const scan = (code: string) => {
    navigator.vibrate?.(40);
    const line = lineOfCode(lines, code);
    if (!line) {
      setSaid({ text: t("arriving.unknown", { code }), good: false, ...(!isReturn && { unknown: code }) });
      return;
    }
    const units = line.available + line.damaged + 1;
    const words = { title: line.title, n: format.quantity(units), expected: format.quantity(line.expected) };
    if (units > line.most) {
      setSaid({ text: t(isReturn ? "arriving.tooManyBack" : "arriving.tooMany", { title: line.title, n: format.quantity(line.most) }), good: false });
      return;
    }
    change(counted(lines, line.lineId, verdict, line[verdict] + 1));
    setSaid({ text: t(units > line.expected ? "arriving.over" : "arriving.last", words), good: units <= line.expected });
  };
  const submit = () => {
    const shared = { note: given.note, effective_at: moment, key };
    const puts = putsOf(lines, given.placeId);
    const done = { onSuccess: () => showSuccess(t("arriving.booked")) };
    if (isReturn) back.mutate({ ...shared, lines: puts }, done);
    else receive.mutate({ ...shared, lines: puts, others: others.map((other) => ({ ...other, note: "" })), close_rest: given.closeRest }, done);
  };
  const title = t(isReturn ? "arriving.returnTitle" : "arriving.title", { name: order.name });
  const units = { count, n: format.quantity(count) };
  const left = lines.reduce((sum, line) => sum + Math.max(0, line.expected - line.available - line.damaged), 0);
  return (
    <Page
      title={title}
      back={{ to: `/purchase-orders/${order.id}`, label: order.name }}
      subtitle={t(isReturn ? "arriving.returnSubtitle" : "arriving.subtitle", { supplier: order.supplier_name, place: order.location.name })}
    >
      <div className="flex w-full max-w-xl flex-col gap-4">
        <Scanner
          verdicts={[
            { value: "available", label: t("arriving.good") },
            { value: "damaged", label: t("arriving.damaged") },
          ]}
          verdict={verdict}
          onVerdict={setVerdict}
          onCode={scan}
        />
        <div role="status" className={classes("flex flex-wrap items-center justify-between gap-2 rounded-lg px-3 py-2 text-sm font-medium empty:hidden", said?.good ? "bg-good-soft text-good-text" : "bg-warn-soft text-warn-text")}>
          {said?.text}
          {said?.unknown !== undefined && (
            <Button
              small
              onClick={() => {
                changeOthers(withOther(others, said.unknown ?? ""));
                setSaid(null);
              }}
            >
              {t("arriving.noteOther")}
            </Button>
          )}
        </div>
        <Tally lines={lines} isReturn={isReturn} placeId={given.placeId} onLines={change} />
        {others.length > 0 && <Others others={others} onOthers={changeOthers} />}
        <ArrivalFields
          given={given}
          isReturn={isReturn}
          isBadDay={isBadDay}
          onGiven={(next) => {
            // What was put elsewhere is not elsewhere any more where the rest goes there too.
            setLines(lines.flatMap((line) => divided([line], line.lineId, line.elsewhere.filter(({ placeId }) => placeId !== next.placeId))));
            setGiven(next);
            changed();
          }}
        />
        {sending.error && <QueryError title={t("buying.failed")} error={sending.error} />}
        <div className="sticky bottom-0 -mx-4 flex flex-col gap-2 border-t border-line bg-canvas px-4 py-3 sm:mx-0 sm:rounded-xl sm:border sm:bg-surface">
          {!isReturn && (
            <p className="text-center text-xs text-muted">
              {left === 0 || given.closeRest ? t("arriving.nothingLeft") : t("arriving.left", { count: left, n: format.quantity(left) })}
            </p>
          )}
          <Button
            look="primary"
            className="h-12 w-full"
            disabled={(count === 0 && others.length === 0) || isBadDay || sending.isPending || booked}
            aria-busy={sending.isPending}
            onClick={submit}
          >
            {isReturn ? t("arriving.submitBack", units) : count === 0 && others.length > 0 ? t("arriving.submitOthers") : t("arriving.submit", units)}
          </Button>
        </div>
      </div>
    </Page>
  );
}
