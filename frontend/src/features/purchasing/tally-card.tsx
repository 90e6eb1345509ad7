import { Trash2 } from "lucide-react";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { Stepper } from "@/ui/scan/stepper";
import { useTranslation } from "@/words";
import { Division } from "./division";
import { type Elsewhere, type Other, type TallyLine, type Verdict, counted, divided, sumOf } from "./tally";

export interface TallyProps {
  lines: TallyLine[];
  isReturn: boolean;
  /** Where the rest is put: other locations are offered beside it. */
  placeId: string;
  onLines: (next: TallyLine[]) => void;
}

/** The lines of the order with what was counted of each. */
export function Tally({ lines, isReturn, placeId, onLines }: TallyProps) {
  const { t } = useTranslation();
  const isEmpty = sumOf(lines) === 0;
  const everything = () => onLines(lines.map((line) => ({ ...line, available: Math.max(0, line.expected - line.damaged) })));
  const nothing = () => onLines(lines.map((line) => ({ ...line, available: 0, damaged: 0, elsewhere: [] })));
  return (
    <Card
      flush
      title={t(isReturn ? "arriving.linesBack" : "arriving.lines")}
      actions={
        (!isReturn || !isEmpty) && (
          <Button small onClick={isEmpty ? everything : nothing}>
            {isEmpty ? t("arriving.all") : t("arriving.clear")}
          </Button>
        )
      }
    >
      <ul aria-label={t(isReturn ? "arriving.linesBack" : "arriving.lines")}>
        {lines.map((line) => (
          <TallyRow
            key={line.lineId}
            line={line}
            isReturn={isReturn}
            placeId={placeId}
            onCount={(verdict, units) => onLines(counted(lines, line.lineId, verdict, units))}
            onDivide={(elsewhere) => onLines(divided(lines, line.lineId, elsewhere))}
          />
        ))}
      </ul>
    </Card>
  );
}

interface TallyRowProps {
  line: TallyLine;
  isReturn: boolean;
  placeId: string;
  onCount: (verdict: Verdict, units: number) => void;
  onDivide: (elsewhere: Elsewhere[]) => void;
}

function TallyRow({ line, isReturn, placeId, onCount, onDivide }: TallyRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const units = line.available + line.damaged;
  return (
    <li className={classes("flex flex-col gap-2 border-t border-line px-4 py-3", !isReturn && units > 0 && units === line.expected && "bg-good-soft/40", !isReturn && units > line.expected && "bg-warn-soft/40")}>
      <span className="min-w-0">
        <span className="block text-sm font-medium break-words">{line.title}</span>
        <span className="block text-xs text-muted">
          <span className="font-mono">{line.sku}</span> · {t(isReturn ? "arriving.back" : "arriving.open", { n: format.quantity(line.expected) })}
        </span>
      </span>
      <span className="grid grid-cols-2 gap-2">
        <Stepper label={t("arriving.goodOf", { title: line.title })} name={t("arriving.good")} value={line.available} onValue={(next) => onCount("available", next)} />
        <Stepper label={t("arriving.damagedOf", { title: line.title })} name={t("arriving.damaged")} value={line.damaged} onValue={(next) => onCount("damaged", next)} />
      </span>
      {line.available > 0 && <Division line={line} isReturn={isReturn} placeId={placeId} onDivide={onDivide} />}
    </li>
  );
}

export function Others({ others, onOthers }: { others: Other[]; onOthers: (next: Other[]) => void }) {
  const { t } = useTranslation();
  return (
    <Card flush title={t("arriving.others")} note={t("arriving.othersNote")}>
      <ul aria-label={t("arriving.others")}>
        {others.map((other) => (
          <li key={other.code} className="grid grid-cols-[minmax(0,1fr)_5rem_auto] items-center gap-2 border-t border-line px-4 py-2">
            <span className="font-mono text-sm break-all">{other.code}</span>
            <Input
              aria-label={t("arriving.otherUnits", { code: other.code })}
              inputMode="numeric"
              className="text-right tabular-nums"
              value={String(other.quantity)}
              onFocus={(event) => event.target.select()}
              onChange={(event) => {
                const quantity = Number(event.target.value.replaceAll(/\D/g, "").slice(0, 7)) || 1;
                onOthers(others.map((each) => (each === other ? { ...each, quantity } : each)));
              }}
            />
            <IconButton label={t("arriving.otherRemove", { code: other.code })} onClick={() => onOthers(others.filter((each) => each !== other))}>
              <Trash2 aria-hidden className="size-4" />
            </IconButton>
          </li>
        ))}
      </ul>
    </Card>
  );
}
