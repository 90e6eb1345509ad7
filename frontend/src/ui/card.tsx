import type { ReactNode } from "react";
import { classes } from "./classes";

export interface CardProps {
  title?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  /** The content reaches the card's edges, as a table does. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}

export function Card({ title, note, actions, flush = false, className, children }: CardProps) {
  return (
    <section className={classes("min-w-0 overflow-hidden rounded-xl border border-line bg-surface shadow-card", className)}>
      {(title !== undefined || actions !== undefined) && (
        <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 pt-3.5 pb-2 sm:px-5">
          <div className="min-w-0">
            <h2 className="text-base font-semibold tracking-[-0.006em]">{title}</h2>
            {note !== undefined && <p className="text-xs text-muted">{note}</p>}
          </div>
          {actions}
        </header>
      )}
      <div className={flush ? "" : classes("px-4 pb-4 sm:px-5", title === undefined && "pt-4")}>{children}</div>
    </section>
  );
}
