import { CloudOff, Minus, Plus, ScanBarcode, Undo2, Volume2, VolumeX } from "lucide-react";
import { type FormEvent, Suspense, lazy, useEffect, useMemo, useRef, useState } from "react";
import type { CountItem, StocktakeSection } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { Ago } from "@/ui/display";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { Banner, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { catalogueOf } from "./catalogue";
import type { KeptScan } from "./device-store";
import { countedHere } from "./outbox";
import { useSectionDeed } from "./queries";
import { beep, useSound } from "./sound";
import type { Count, Opened } from "./use-count";

const Camera = lazy(async () => ({ default: (await import("@/ui/scan/camera")).Camera }));
const LAST_SHOWN = 20;
const UNITS_MAX = 1_000_000;

export interface CountingProps {
  section: StocktakeSection;
  opened: Opened;
  count: Count;
  isOffline: boolean;
}

interface Said {
  title: string;
  body: string;
  good: boolean;
}

/** One section: a code in, its units counted, the last ones in view. */
export function Counting({ section, opened, count, isOffline }: CountingProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const deed = useSectionDeed(opened.stocktake.id);
  const { isLoud, setLoud } = useSound();
  const catalogue = useMemo(() => catalogueOf(opened.items), [opened.items]);
  const [units, setUnits] = useState("1");
  const [choices, setChoices] = useState<CountItem[]>([]);
  const [said, setSaid] = useState<Said | null>(null);
  const tell = (next: Said) => {
    navigator.vibrate?.(next.good ? 40 : [60, 60, 60]);
    if (isLoud) beep(next.good);
    setSaid(next);
  };
  const add = (item: CountItem | null, code: string) => {
    const number = unitsIn(units);
    const before = countedHere(count.scans, section.id, { item: item?.inventory_item_id ?? null, code });
    count.scan(section.id, { code, item, units: number });
    setUnits("1");
    setChoices([]);
    const n = format.quantity(before + number);
    if (!item) return tell({ title: t("stocktakes.counting.unknown", { code }), body: t("stocktakes.counting.unknownBody"), good: false });
    const isStray = section.round > 1 && item.round !== section.round;
    if (isStray) return tell({ title: item.title, body: t("stocktakes.counting.notInRecount"), good: false });
    const told = item.expected ?? null;
    const body = told === null ? t("stocktakes.counting.here", { n }) : t("stocktakes.counting.hereOf", { n, expected: format.quantity(told) });
    return tell({ title: [item.title, item.variant_title].filter(Boolean).join(" · "), body, good: true });
  };
  /** Whether the code was counted; words that are only part of a name wait for a choice. */
  const scan = (text: string, isTyped: boolean): boolean => {
    const code = text.trim();
    if (code === "") return false;
    const exact = catalogue.byCode(code);
    const found = exact.length > 0 || !isTyped ? exact : catalogue.byWords(code);
    if (exact.length === 1 && exact[0]) add(exact[0], code);
    else if (found.length > 0) setChoices(found);
    else add(null, code);
    return found.length <= 1 || exact.length === 1;
  };
  return (
    <>
      <Sending count={count} isOffline={isOffline} />
      <Scanner units={units} onUnits={setUnits} onScan={scan} />
      {choices.length > 0 && <Choices items={choices} onChoose={(item) => add(item, item.barcode || item.sku)} />}
      <div
        role="status"
        className={classes("rounded-xl px-4 py-3 empty:hidden", said?.good ? "bg-good-soft text-good-text" : "bg-warn-soft text-warn-text")}
      >
        {said && (
          <>
            <p className="font-semibold break-words">{said.title}</p>
            <p className="text-sm">{said.body}</p>
          </>
        )}
      </div>
      <LastScans scans={count.scans} section={section.id} onUndo={(scanned) => {
        count.takeBack(scanned);
        setSaid({ title: scanned.title, body: t("stocktakes.counting.undone"), good: true });
      }} />
      <div className="flex flex-wrap justify-between gap-2">
        <Button onClick={() => opened.setSection(null)}>{t("stocktakes.counting.change")}</Button>
        <span className="flex gap-2">
          <IconButton label={t("stocktakes.counting.sound")} aria-pressed={isLoud} onClick={() => setLoud(!isLoud)}>
            {isLoud ? <Volume2 aria-hidden className="size-4" /> : <VolumeX aria-hidden className="size-4" />}
          </IconButton>
          <Button
            disabled={isOffline || deed.isPending || count.waiting > 0}
            onClick={() => deed.mutate({ sectionId: section.id, deed: "done" }, { onSuccess: () => opened.setSection(null) })}
          >
            {t("stocktakes.counting.sectionDone")}
          </Button>
        </span>
      </div>
    </>
  );
}

/** How many scans wait, said where it is seen: nothing is lost, and nothing is sent that is not said. */
function Sending({ count, isOffline }: { count: Count; isOffline: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { waiting, refused } = count;
  return (
    <>
      <p role="status" className={classes("flex items-center gap-2 text-sm", waiting > 0 ? "font-medium text-warn-text" : "text-muted")}>
        {isOffline && <CloudOff aria-hidden className="size-4 shrink-0" />}
        {waiting > 0 ? t("stocktakes.counting.waiting", { count: waiting, n: format.quantity(waiting) }) : t("stocktakes.counting.allSent")}
        {isOffline && ` · ${t("stocktakes.counting.offline")}`}
      </p>
      {refused > 0 && (
        <Banner
          tone="bad"
          title={t("stocktakes.counting.refused", { count: refused, n: format.quantity(refused) })}
          body={t("stocktakes.counting.refusedBody")}
          action={
            <Button small onClick={count.forgetRefused}>
              {t("stocktakes.counting.putAside")}
            </Button>
          }
        />
      )}
    </>
  );
}

interface ScannerProps {
  units: string;
  onUnits: (next: string) => void;
  onScan: (code: string, isTyped: boolean) => boolean;
}

/** The field a hand scanner types into, the camera, and how many there are. */
function Scanner({ units, onUnits, onScan }: ScannerProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [filming, setFilming] = useState(false);
  useEffect(() => {
    if (!filming) input.current?.focus();
  }, [filming]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const field = input.current;
    if (!field) return;
    if (onScan(field.value, true)) field.value = "";
    field.focus();
  };
  const step = (by: number) => onUnits(String(Math.max(0, unitsIn(units) + by)));
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      {filming && (
        <Suspense fallback={<Skeleton className="h-56 w-full rounded-xl" />}>
          <Camera onCode={(code) => onScan(code, false)} onClose={() => setFilming(false)} />
        </Suspense>
      )}
      <Field label={t("stocktakes.counting.code")}>
        {(control) => (
          <span className="flex gap-2">
            <Input {...control} ref={input} autoComplete="off" autoCapitalize="off" spellCheck={false} enterKeyHint="done" maxLength={255} className="h-12 font-mono" />
            <Button type="submit" look="primary" className="h-12">
              {t("stocktakes.counting.add")}
            </Button>
          </span>
        )}
      </Field>
      <div className="flex items-end justify-between gap-3">
        <Field label={t("stocktakes.counting.howMany")} className="w-44">
          {(control) => (
            <span className="flex gap-1">
              <IconButton label={t("stocktakes.counting.less")} look="plain" className="size-12" onClick={() => step(-1)}>
                <Minus aria-hidden className="size-4" />
              </IconButton>
              <Input
                {...control}
                inputMode="numeric"
                className="tnum h-12 text-center text-lg font-semibold"
                value={units}
                onChange={(event) => onUnits(event.target.value.replaceAll(/\D/g, "").slice(0, 7))}
                onFocus={(event) => event.target.select()}
              />
              <IconButton label={t("stocktakes.counting.more")} look="plain" className="size-12" onClick={() => step(1)}>
                <Plus aria-hidden className="size-4" />
              </IconButton>
            </span>
          )}
        </Field>
        {!filming && (
          <IconButton label={t("stocktakes.counting.camera")} look="plain" className="size-12" onClick={() => setFilming(true)}>
            <ScanBarcode aria-hidden className="size-6" />
          </IconButton>
        )}
      </div>
    </form>
  );
}

function Choices({ items, onChoose }: { items: CountItem[]; onChoose: (item: CountItem) => void }) {
  const { t } = useTranslation();
  return (
    <Card title={t("stocktakes.counting.several")} flush>
      <ul className="border-t border-line">
        {items.map((item) => (
          <li key={item.inventory_item_id} className="border-b border-line last:border-0">
            <button type="button" className="min-h-12 w-full px-4 py-2 text-left hover:bg-hover" onClick={() => onChoose(item)}>
              <span className="block truncate text-sm font-medium">{item.title}</span>
              <span className="block truncate font-mono text-xs text-muted">{[item.variant_title, item.sku, item.bin].filter(Boolean).join(" · ")}</span>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface LastScansProps {
  scans: readonly KeptScan[];
  section: string;
  onUndo: (scan: KeptScan) => void;
}

function LastScans({ scans, section, onUndo }: LastScansProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const corrected = new Set(scans.map((scan) => scan.corrects).filter(Boolean));
  const mine = scans.filter((scan) => scan.section_id === section && !scan.corrects && scan.state !== "refused");
  const shown = mine.slice(-LAST_SHOWN).toReversed();
  return (
    <Card title={t("stocktakes.counting.last")} flush>
      {shown.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-muted sm:px-5">{t("stocktakes.counting.lastEmpty")}</p>
      ) : (
        <ul aria-label={t("stocktakes.counting.last")} className="border-t border-line">
          {shown.map((scan) => {
            const isBack = corrected.has(scan.id);
            return (
              <li key={scan.id} className="flex items-center gap-3 border-b border-line px-4 py-1.5 last:border-0 sm:px-5">
                <span className={classes("min-w-0 flex-1", isBack && "text-muted line-through")}>
                  <span className="block truncate text-sm font-medium">{scan.title}</span>
                  <span className="block text-xs text-muted">
                    <Ago at={scan.scanned_at} />
                  </span>
                </span>
                <span className={classes("tnum text-base font-semibold", isBack && "text-muted line-through")}>{format.quantity(scan.units ?? 0)}</span>
                {isBack ? (
                  <span className="w-9 text-xs text-muted">{t("stocktakes.counting.undone")}</span>
                ) : (
                  <IconButton label={t("stocktakes.counting.undo", { title: scan.title })} onClick={() => onUndo(scan)}>
                    <Undo2 aria-hidden className="size-4" />
                  </IconButton>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

function unitsIn(text: string): number {
  const number = text === "" ? 1 : Number(text);
  return Math.min(Number.isFinite(number) ? number : 1, UNITS_MAX);
}
