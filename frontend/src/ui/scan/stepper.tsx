import { Minus, Plus } from "lucide-react";
import { useTranslation } from "@/words";
import "@/words/unpacking";
import { IconButton } from "../button";
import { Input } from "../field";

export interface StepperProps {
  label: string;
  name: string;
  value: number;
  onValue: (units: number) => void;
}

/** Units counted of one thing, corrected by hand. */
export function Stepper({ label, name, value, onValue }: StepperProps) {
  const { t } = useTranslation();
  return (
    <span className="flex min-w-0 flex-col gap-1 text-xs text-muted">
      {name}
      <span className="flex items-center gap-1">
        <IconButton look="plain" label={`${label}: ${t("unpacking.less")}`} className="size-11" disabled={value === 0} onClick={() => onValue(value - 1)}>
          <Minus aria-hidden className="size-4" />
        </IconButton>
        <Input
          aria-label={label}
          inputMode="numeric"
          className="h-11 min-w-0 px-1 text-center tabular-nums"
          value={String(value)}
          onFocus={(event) => event.target.select()}
          onChange={(event) => onValue(Number(event.target.value.replaceAll(/\D/g, "").slice(0, 8)))}
        />
        <IconButton look="plain" label={`${label}: ${t("unpacking.more")}`} className="size-11" onClick={() => onValue(value + 1)}>
          <Plus aria-hidden className="size-4" />
        </IconButton>
      </span>
    </span>
  );
}
