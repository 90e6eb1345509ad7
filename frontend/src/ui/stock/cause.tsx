/** A cause looks the same in a table, in the feed and on the chart: one sign, one colour. */
import {
  Ban,
  CircleQuestionMark,
  ClipboardCheck,
  Flag,
  type LucideIcon,
  PackageCheck,
  PackagePlus,
  PenLine,
  Pencil,
  Plug,
  RotateCcw,
  ShoppingCart,
  Store,
  Trash2,
  Truck,
  Undo2,
} from "lucide-react";
import type { CauseName } from "@/lib/causes";
import { useTranslation } from "@/words";
import { TONE_SOFT, type Tone } from "../badge";
import { classes } from "../classes";

const LOOKS: Record<CauseName, { icon: LucideIcon; tone: Tone }> = {
  order: { icon: ShoppingCart, tone: "info" },
  fulfilment: { icon: PackageCheck, tone: "info" },
  refund: { icon: Undo2, tone: "good" },
  cancellation: { icon: Ban, tone: "good" },
  order_edit: { icon: PenLine, tone: "info" },
  transfer: { icon: Truck, tone: "violet" },
  shipment: { icon: Truck, tone: "violet" },
  receipt: { icon: PackagePlus, tone: "good" },
  count: { icon: ClipboardCheck, tone: "brand" },
  adjustment: { icon: Pencil, tone: "brand" },
  shopify_adjustment: { icon: Store, tone: "violet" },
  other_app: { icon: Plug, tone: "violet" },
  opening: { icon: Flag, tone: "neutral" },
  restore_baseline: { icon: RotateCcw, tone: "neutral" },
  deleted: { icon: Trash2, tone: "bad" },
  unexplained: { icon: CircleQuestionMark, tone: "warn" },
};

/** The colour of a cause, as a custom property of the theme. */
export function causeColour(cause: CauseName): string {
  const { tone } = LOOKS[cause];
  return tone === "neutral" ? "var(--field)" : `var(--${tone})`;
}

export function CauseMark({ cause }: { cause: CauseName }) {
  const { icon: Icon, tone } = LOOKS[cause];
  return (
    <span aria-hidden className={classes("inline-flex size-6 shrink-0 items-center justify-center rounded-md", TONE_SOFT[tone])}>
      <Icon className="size-3.5" />
    </span>
  );
}

export function Cause({ cause }: { cause: CauseName }) {
  const { t } = useTranslation();
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <CauseMark cause={cause} />
      {t(`cause.${cause}`)}
    </span>
  );
}
