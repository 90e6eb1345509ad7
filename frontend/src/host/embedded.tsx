/** Inside Shopify's admin: its navigation, its title bar, its save bar, its toasts, its sign-in. */
import { createElement, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { type LeaveChoice, useUnsaved } from "@/lib/unsaved";
import { readLocale } from "@/lib/locale";
import { DiscardQuestion } from "@/ui/discard-question";
import { type PageCommand, PageHeading, type PageHeaderProps } from "@/ui/page-header";
import { useTranslation } from "@/words";
import { type AppBridge, dropIdTokenFromAddress, keepHostParameters, localeOfAddress } from "./app-bridge";
import type { FrameProps, HostShell, SaveBarProps } from "./shell";

type SaveBars = NonNullable<AppBridge["saveBar"]>;

export function createEmbeddedHost(bridge: AppBridge): HostShell {
  const locale = localeOfAddress() ?? readLocale(navigator.language) ?? "en";
  dropIdTokenFromAddress();
  keepHostParameters();
  // Each form's bar while it is shown: where there is one, the admin asks before it is left.
  const shown = new Set<string>();
  return {
    // A token lives a minute, so each request asks for its own; App Bridge caches while it may.
    credentials: { token: () => bridge.idToken(), refused: () => undefined },
    signedIn: { subscribe: () => () => undefined, current: () => "yes" },
    signIn: null,
    choosesTheme: false,
    locale,
    showSuccess: (message) => void bridge.toast?.show(message, { duration: 4000 }),
    // App Bridge has the admin itself go there, without loading it anew.
    adminLink: (_domain, page) => ({ href: `shopify://admin/${page}`, target: "_top" }),
    Frame: EmbeddedFrame,
    PageHeader: TitleBar,
    SaveBar: (props) => <SaveBar {...props} bars={bridge.saveBar} shown={shown} />,
    LeaveQuestion: (props) => <LeaveQuestion {...props} bars={shown.size > 0 ? bridge.saveBar : undefined} />,
  };
}

function EmbeddedFrame({ links, status, children }: FrameProps) {
  useAdminNavigation();
  return (
    <>
      <AdminNavigation links={links} />
      <main id="page" tabIndex={-1} className="mx-auto w-full max-w-[1400px] px-4 pt-3 pb-10 outline-none sm:px-6">
        <div className="mb-1 flex justify-end">{status}</div>
        {children}
      </main>
    </>
  );
}

/** App Bridge reads these links and has the admin draw them; in the page they are not seen. */
function AdminNavigation({ links }: Pick<FrameProps, "links">) {
  return createElement(
    "s-app-nav",
    { hidden: true },
    links.map(({ to, label }) =>
      createElement("s-link", { key: to, href: to, ...(to === "/" && { rel: "home" }) }, label),
    ),
  );
}

/** The admin's own menu announces where to go; the router goes there without loading the page anew. */
function useAdminNavigation(): void {
  const navigate = useNavigate();
  useEffect(() => {
    const go = (event: Event) => {
      const href = event.target instanceof Element ? event.target.getAttribute("href") : null;
      if (href?.startsWith("/")) void navigate(href);
    };
    document.addEventListener("shopify:navigate", go);
    return () => document.removeEventListener("shopify:navigate", go);
  }, [navigate]);
}

/** The admin draws the title and the page's commands in its title bar; the heading stays for who listens to the page. */
function TitleBar({ title, marks, back, subtitle, actions, commands }: PageHeaderProps) {
  const navigate = useNavigate();
  const go = (to: string) => void navigate(to);
  return (
    <>
      {createElement("s-page", { hidden: true, heading: title }, commands.map((command) => titleBarButton(command, go)))}
      <PageHeading
        heading={
          <>
            <h1 className="sr-only">{title}</h1>
            {marks !== undefined && <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">{marks}</p>}
          </>
        }
        back={back}
        subtitle={subtitle}
      >
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </PageHeading>
    </>
  );
}

function titleBarButton({ label, primary, disabled, onPress }: PageCommand, go: (to: string) => void) {
  const onClick = typeof onPress === "object" ? () => go(onPress.to) : onPress;
  const slot = primary ? "primary-action" : "secondary-actions";
  return createElement("s-button", { key: label, slot, onClick, ...(disabled && { disabled: "" }) }, label);
}

let savedBars = 0;

interface BarProps extends SaveBarProps {
  bars: SaveBars | undefined;
  shown: Set<string>;
}

/** The admin's contextual save bar; its buttons press the two that stand hidden in the page. */
function SaveBar({ open, busy, onSave, onDiscard, bars, shown }: BarProps) {
  const { t } = useTranslation();
  const [id] = useState(() => `save-bar-${(savedBars += 1)}`);
  useUnsaved(open);
  useEffect(() => {
    if (!open || !bars) return undefined;
    shown.add(id);
    void bars.show(id);
    return () => {
      shown.delete(id);
      void bars.hide(id);
    };
  }, [open, id, bars, shown]);
  const state = busy ? { loading: "", disabled: true } : {};
  return createElement(
    "ui-save-bar",
    { id, hidden: true },
    createElement("button", { key: "save", type: "button", variant: "primary", onClick: onSave, ...state }, t("unsaved.save")),
    createElement("button", { key: "discard", type: "button", onClick: onDiscard, disabled: busy }, t("unsaved.discard")),
  );
}

/** The admin asks where its save bar is shown; for what stands in a dialog of ours, we do. */
function LeaveQuestion({ onLeave, onStay, bars }: LeaveChoice & { bars: SaveBars | undefined }) {
  const asked = useRef(false);
  useEffect(() => {
    if (!bars || asked.current) return;
    asked.current = true;
    // Whoever stays is answered by nothing: the bar stays, and the next way out asks again.
    void bars.leaveConfirmation().then(onLeave);
  }, [bars, onLeave]);
  if (bars) return null;
  return <DiscardQuestion onLeave={onLeave} onStay={onStay} />;
}
