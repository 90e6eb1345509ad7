import type { ReactNode } from "react";
import { classes } from "./classes";

export type Tone = "good" | "warn" | "bad" | "info" | "violet" | "brand" | "neutral";

export const TONE_SOFT: Record<Tone, string> = {
  good: "bg-good-soft text-good-text",
  warn: "bg-warn-soft text-warn-text",
  bad: "bg-bad-soft text-bad-text",
  info: "bg-info-soft text-info-text",
  violet: "bg-violet-soft text-violet-text",
  brand: "bg-brand-soft text-brand-text",
  neutral: "bg-sunken text-muted",
};

export const TONE_DOT: Record<Tone, string> = {
  good: "bg-good",
  warn: "bg-warn",
  bad: "bg-bad",
  info: "bg-info",
  violet: "bg-violet",
  brand: "bg-brand",
  neutral: "bg-field",
};

export interface BadgeProps {
  tone?: Tone;
  dot?: boolean;
  children: ReactNode;
}

export function Badge({ tone = "neutral", dot = false, children }: BadgeProps) {
  return (
    <span
      className={classes(
        "inline-flex h-5.5 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap",
        TONE_SOFT[tone],
      )}
    >
      {dot && <span aria-hidden className={classes("size-1.5 rounded-full", TONE_DOT[tone])} />}
      {children}
    </span>
  );
}
