import { type ReactNode, createElement, useContext, useEffect } from "react";
import { type PageBack, type PageCommand, PageHeaderContext } from "./page-header";

const NOTHING: readonly PageCommand[] = [];

export interface PageProps {
  title: string;
  /** What the tab says, where it differs from the heading. */
  documentTitle?: string;
  /** What stands beside the title: its state. */
  marks?: ReactNode;
  /** The list or thing that it belongs to. */
  back?: PageBack;
  subtitle?: ReactNode;
  actions?: ReactNode;
  commands?: readonly PageCommand[];
  children: ReactNode;
}

/** A page: its heading, what it is about, what can be done, and then the thing itself. */
export function Page({ title, documentTitle, marks, back, subtitle, actions, commands = NOTHING, children }: PageProps) {
  const Header = useContext(PageHeaderContext);
  useEffect(() => {
    document.title = `${documentTitle ?? title} · InventorySync`;
  }, [documentTitle, title]);
  return (
    <div className="flex flex-col gap-4">
      {createElement(Header, { title, marks, back, subtitle, actions, commands })}
      {children}
    </div>
  );
}
