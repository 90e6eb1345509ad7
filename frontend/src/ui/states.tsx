import { CircleAlert, RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";
import { classes } from "./classes";

/** The shape of what is coming, while it comes. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classes("skeleton block rounded-md", className ?? "h-4 w-full")} />;
}

export interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  body?: string;
  action?: ReactNode;
}

export function EmptyState({ icon, title, body, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center px-6 py-12 text-center">
      <span aria-hidden className="mb-3 inline-flex size-11 items-center justify-center rounded-xl bg-sunken text-muted">
        {icon}
      </span>
      <p className="font-semibold">{title}</p>
      {body !== undefined && <p className="mt-0.5 max-w-sm text-sm text-muted">{body}</p>}
      {action !== undefined && <div className="mt-4">{action}</div>}
    </div>
  );
}

export interface ErrorStateProps {
  title: string;
  detail: string;
  /** What helps whoever looks for the cause: the request's id. */
  reference?: string | undefined;
  retry?: string;
  onRetry?: () => void;
}

/** Something could not be read. It stays until it could, and says what to do. */
export function ErrorState({ title, detail, reference, retry, onRetry }: ErrorStateProps) {
  return (
    <div role="alert" className="flex flex-wrap items-start gap-3 rounded-xl bg-bad-soft p-4 text-bad-text">
      <CircleAlert aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0 flex-1 basis-48">
        <p className="text-sm font-semibold">{title}</p>
        <p className="text-sm break-words">{detail}</p>
        {reference !== undefined && <p className="mt-0.5 font-mono text-2xs break-all">{reference}</p>}
      </div>
      {retry !== undefined && onRetry && (
        <Button small onClick={onRetry} icon={<RefreshCw aria-hidden className="size-3.5" />}>
          {retry}
        </Button>
      )}
    </div>
  );
}

export type BannerTone = "warn" | "bad" | "info";

const BANNERS: Record<BannerTone, string> = {
  warn: "bg-warn-soft text-warn-text",
  bad: "bg-bad-soft text-bad-text",
  info: "bg-info-soft text-info-text",
};

export interface BannerProps {
  tone: BannerTone;
  title: string;
  body: ReactNode;
  action?: ReactNode;
  icon?: ReactNode;
}

/** A state of the whole that needs somebody. It stays as long as the state does. */
export function Banner({ tone, title, body, action, icon }: BannerProps) {
  return (
    <div role="status" className={classes("flex flex-wrap items-center gap-x-4 gap-y-3 rounded-xl p-4", BANNERS[tone])}>
      {icon}
      <div className="min-w-0 flex-1 basis-60">
        <p className="text-sm font-semibold">{title}</p>
        <p className="text-sm">{body}</p>
      </div>
      {action}
    </div>
  );
}

export interface ProgressProps {
  label: string;
  /** 0 to 1, or null when the end is not known. */
  share: number | null;
  text?: string;
}

export function Progress({ label, share, text }: ProgressProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(share !== null && { "aria-valuenow": Math.round(share * 100) })}
      {...(text !== undefined && { "aria-valuetext": text })}
      className="h-2 overflow-hidden rounded-full bg-sunken"
    >
      <div
        className={classes("h-full rounded-full bg-brand transition-[width] duration-500", share === null && "pulse-dot")}
        style={{ width: share === null ? "100%" : `${Math.max(1, share * 100)}%` }}
      />
    </div>
  );
}
