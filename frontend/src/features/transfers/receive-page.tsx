import { PackageCheck } from "lucide-react";
import { useEffect, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import type { Shipment, Transfer } from "@/api/types";
import { newIntentKey } from "@/lib/intent-key";
import { useUnsaved } from "@/lib/unsaved";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Scanner } from "@/ui/scan/scanner";
import { Stepper } from "@/ui/scan/stepper";
import { EmptyState, Skeleton } from "@/ui/states";
import { useHost } from "@/host/host-context";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/lookup";
import "@/words/transfers";
import { useEndName } from "./marks";
import { useReceive, useTransfer } from "./queries";
import { type TallyLine, type Verdict, arrivedOf, counted, lineOfCode, sumOf, tallyOf } from "./tally";

/** What arrived of one shipment, counted by scanning, with one hand. */
export function ReceivePage() {
  const { t } = useTranslation();
  const parameters = useParams();
  const id = parameters["transferId"] ?? "";
  const transfer = useTransfer(id);
  if (transfer.error && !transfer.data) return <QueryError title={t("transfers.errorTitle")} error={transfer.error} />;
  if (!transfer.data) return <Skeleton className="h-72 w-full rounded-xl" />;
  const shipment = transfer.data.shipments.find((each) => each.id === parameters["shipmentId"]);
  if (!shipment || !shipment.lines.some((line) => line.remaining > 0)) {
    return (
      <Page title={t("transfers.title")}>
        <Card>
          <EmptyState
            icon={<PackageCheck className="size-5" />}
            title={t("transfers.receiving.ended")}
            body={t("transfers.receiving.endedBody")}
            action={
              <Link to={`/transfers/${id}`} className={buttonClasses()}>
                {t("transfers.receiving.toTransfer")}
              </Link>
            }
          />
        </Card>
      </Page>
    );
  }
  return <Receiving key={shipment.id} transfer={transfer.data} shipment={shipment} />;
}

function Receiving({ transfer, shipment }: { transfer: Transfer; shipment: Shipment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const nameOf = useEndName();
  const { showSuccess } = useHost();
  const receive = useReceive(transfer, shipment.id);
  const [key, setKey] = useState(newIntentKey);
  const [lines, setLines] = useState(() => tallyOf(shipment, transfer.lines));
  const [verdict, setVerdict] = useState<Verdict>("accepted");
  const [said, setSaid] = useState<{ text: string; good: boolean } | null>(null);
  const accepted = sumOf(lines, "accepted");
  const count = accepted + sumOf(lines, "rejected");
  const left = sumOf(lines, "expected") - count;
  const booked = receive.data !== undefined;
  useUnsaved(count > 0 && !booked);
  useEffect(() => {
    if (booked) void navigate(`/transfers/${transfer.id}`, { replace: true });
  }, [booked, transfer.id, navigate]);
  const change = (next: TallyLine[]) => {
    setLines(next);
    setKey(newIntentKey()); // another count is another receipt
  };
  const scan = (code: string) => {
    navigator.vibrate?.(40);
    const line = lineOfCode(lines, code);
    if (!line) {
      setSaid({ text: t("transfers.receiving.unknown", { code }), good: false });
      return;
    }
    if (line.accepted + line.rejected >= line.expected) {
      setSaid({ text: t("transfers.receiving.tooMany", { title: line.title, n: format.quantity(line.expected) }), good: false });
      return;
    }
    const units = line.accepted + line.rejected + 1;
    change(counted(lines, line.lineId, verdict, line[verdict] + 1));
    const words = { title: line.title, n: format.quantity(units), expected: format.quantity(line.expected) };
    setSaid({ text: t("transfers.receiving.last", words), good: true });
  };
  const submit = () =>
    receive.mutate({ lines: arrivedOf(lines), key }, { onSuccess: () => showSuccess(t("transfers.receiving.booked")) });
  return (
    <Page
      title={t("transfers.receiving.title", { name: shipment.name })}
      back={{ to: `/transfers/${transfer.id}`, label: transfer.name }}
      subtitle={t("transfers.receiving.subtitle", { from: nameOf(transfer.origin), to: nameOf(transfer.destination) })}
    >
      <div className="flex w-full max-w-xl flex-col gap-4">
        <Scanner
          verdicts={[
            { value: "accepted", label: t("transfers.receiving.accept") },
            { value: "rejected", label: t("transfers.receiving.reject") },
          ]}
          verdict={verdict}
          onVerdict={setVerdict}
          onCode={scan}
        />
        <p
          role="status"
          className={classes("rounded-lg px-3 py-2 text-sm font-medium empty:hidden", said?.good ? "bg-good-soft text-good-text" : "bg-warn-soft text-warn-text")}
        >
          {said?.text}
        </p>
        <Tally lines={lines} onLines={change} />
        {receive.error && <QueryError title={t("transfers.failed")} error={receive.error} />}
        <div className="sticky bottom-0 -mx-4 flex flex-col gap-2 border-t border-line bg-canvas px-4 py-3 sm:mx-0 sm:rounded-xl sm:border sm:bg-surface">
          <p className="text-center text-xs text-muted">
            {left === 0 ? t("transfers.receiving.nothingLeft") : t("transfers.receiving.left", { count: left, n: format.quantity(left) })}
          </p>
          <Button
            look="primary"
            className="h-12 w-full"
            disabled={count === 0 || receive.isPending || booked || transfer.syncing !== null}
            aria-busy={receive.isPending}
            onClick={submit}
          >
            {t("transfers.receiving.submit", { count, n: format.quantity(count) })}
          </Button>
        </div>
      </div>
    </Page>
  );
}

function Tally({ lines, onLines }: { lines: TallyLine[]; onLines: (next: TallyLine[]) => void }) {
  const { t } = useTranslation();
  const isEmpty = lines.every((line) => line.accepted + line.rejected === 0);
  const everything = () => onLines(lines.map((line) => ({ ...line, accepted: line.expected - line.rejected })));
  const nothing = () => onLines(lines.map((line) => ({ ...line, accepted: 0, rejected: 0 })));
  return (
    <Card
      flush
      title={t("transfers.receiving.lines")}
      actions={
        <Button small onClick={isEmpty ? everything : nothing}>
          {isEmpty ? t("transfers.receiving.all") : t("transfers.receiving.clear")}
        </Button>
      }
    >
      <ul aria-label={t("transfers.receiving.lines")}>
        {lines.map((line) => (
          <TallyRow key={line.lineId} line={line} onCount={(verdict, units) => onLines(counted(lines, line.lineId, verdict, units))} />
        ))}
      </ul>
    </Card>
  );
}

function TallyRow({ line, onCount }: { line: TallyLine; onCount: (verdict: Verdict, units: number) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isDone = line.accepted + line.rejected === line.expected;
  return (
    <li className={classes("flex flex-col gap-2 border-t border-line px-4 py-3", isDone && "bg-good-soft/40")}>
      <span className="min-w-0">
        <span className="block text-sm font-medium">{line.title}</span>
        <span className="block text-xs text-muted">
          <span className="font-mono">{line.sku}</span> · {t("transfers.receiving.expected", { n: format.quantity(line.expected) })}
        </span>
      </span>
      <span className="grid grid-cols-2 gap-2">
        <Stepper label={t("transfers.receiving.accepted", { title: line.title })} name={t("transfers.receiving.accept")} value={line.accepted} onValue={(units) => onCount("accepted", units)} />
        <Stepper label={t("transfers.receiving.rejected", { title: line.title })} name={t("transfers.receiving.reject")} value={line.rejected} onValue={(units) => onCount("rejected", units)} />
      </span>
    </li>
  );
}
