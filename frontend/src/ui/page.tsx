import { type ReactNode, useEffect } from "react";

export interface PageProps {
  title: string;
  /** What the tab says, where it differs from the heading. */
  documentTitle?: string;
  heading?: ReactNode;
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page: its heading, what it is about, what can be done, and then the thing itself. */
export function Page({ title, documentTitle, heading, subtitle, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${documentTitle ?? title} · InventorySync`;
  }, [documentTitle, title]);
  return (
    <div className="flex flex-col gap-4">
      <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          {heading ?? <h1 className="text-xl font-semibold tracking-[-0.018em]">{title}</h1>}
          {subtitle !== undefined && <p className="text-sm text-muted">{subtitle}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
