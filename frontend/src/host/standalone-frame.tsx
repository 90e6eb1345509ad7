import { Check, Keyboard, LogOut, Menu, Monitor, Moon, Sun, UserRound, X } from "lucide-react";
import { useId, useRef } from "react";
import { Link, NavLink } from "react-router";
import { THEME_CHOICES, type ThemeChoice, chooseTheme, useThemeChoice } from "@/lib/theme";
import { BrandMark } from "@/ui/brand";
import { classes } from "@/ui/classes";
import { useTranslation } from "@/words";
import type { FrameProps, NavigationLink } from "./shell";

const THEME_ICONS = { light: Sun, dark: Moon, system: Monitor } as const satisfies Record<ThemeChoice, unknown>;

export function StandaloneFrame({
  links,
  shopName,
  status,
  viewerName,
  viewerLabel,
  onShortcuts,
  onSignOut,
  children,
}: FrameProps & { onSignOut: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="min-h-dvh">
      <a
        href="#page"
        className="sr-only z-60 rounded-lg bg-brand px-4 py-2 text-brand-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t("nav.skip")}
      </a>
      <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b border-line bg-surface px-3 sm:gap-3 sm:px-4">
        <PhoneDrawer links={links} />
        <Link to="/" aria-label={t("nav.home")} className="flex items-center gap-2.5 rounded-lg">
          <BrandMark className="size-7" />
          <span className="hidden text-base font-semibold tracking-[-0.012em] sm:inline">{t("brand")}</span>
        </Link>
        {shopName !== null && (
          <span className="min-w-0 truncate text-sm text-muted sm:border-l sm:border-line sm:pl-3">{shopName}</span>
        )}
        <span className="flex-1" />
        {status}
        <AccountPanel viewerName={viewerName} viewerLabel={viewerLabel} onShortcuts={onShortcuts} onSignOut={onSignOut} />
      </header>
      <div className="mx-auto flex max-w-[1640px]">
        <aside className="sticky top-14 hidden h-[calc(100dvh-3.5rem)] w-52 shrink-0 flex-col border-r border-line bg-surface p-3 lg:flex">
          <Navigation links={links} />
        </aside>
        <main id="page" tabIndex={-1} className="min-w-0 flex-1 px-4 pt-5 pb-12 outline-none sm:px-6">
          {children}
        </main>
      </div>
    </div>
  );
}

function Navigation({ links, onGo }: { links: readonly NavigationLink[]; onGo?: () => void }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("nav.label")} className="flex flex-col gap-0.5">
      {links.map(({ to, label, icon: Icon }) => (
        <NavLink
          key={to}
          to={to}
          end={to === "/"}
          onClick={onGo}
          className={({ isActive }) =>
            classes(
              "flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-sm font-medium",
              isActive ? "bg-brand-soft text-brand-text" : "text-ink hover:bg-hover",
            )
          }
        >
          <Icon className="size-4.5" />
          {label}
        </NavLink>
      ))}
    </nav>
  );
}

/**
 * The system's own dialog: it holds the focus and closes by Escape without a line of ours, and the
 * first page stays light.
 */
function PhoneDrawer({ links }: { links: readonly NavigationLink[] }) {
  const { t } = useTranslation();
  const drawer = useRef<HTMLDialogElement>(null);
  const close = () => drawer.current?.close();
  return (
    <>
      <button
        type="button"
        aria-label={t("nav.menu")}
        aria-haspopup="dialog"
        onClick={() => drawer.current?.showModal()}
        className="inline-flex size-10 items-center justify-center rounded-lg hover:bg-hover lg:hidden"
      >
        <Menu aria-hidden className="size-5" />
      </button>
      {/* Escape closes it too; the click is for the scrim beside it. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events */}
      <dialog
        ref={drawer}
        aria-label={t("nav.label")}
        onClick={(event) => event.target === event.currentTarget && close()}
        className="m-0 h-dvh max-h-none w-72 max-w-[85vw] bg-surface text-ink shadow-float outline-none backdrop:bg-scrim open:enter-left"
      >
        <div className="h-full p-3">
          <div className="mb-3 flex items-center justify-between pl-1">
            <span className="flex items-center gap-2.5 font-semibold">
              <BrandMark className="size-7" />
              {t("brand")}
            </span>
            <button
              type="button"
              aria-label={t("nav.closeMenu")}
              onClick={close}
              className="inline-flex size-10 items-center justify-center rounded-lg hover:bg-hover"
            >
              <X aria-hidden className="size-5" />
            </button>
          </div>
          <Navigation links={links} onGo={close} />
        </div>
      </dialog>
    </>
  );
}

interface AccountPanelProps {
  viewerName: string | null;
  viewerLabel: string;
  onShortcuts: () => void;
  onSignOut: () => void;
}

const PANEL_ROW = "flex w-full items-center gap-2.5 rounded-md px-2.5 py-1.5 text-left text-sm hover:bg-hover";

/** Who is looking, the colour scheme, help, and the way out: a popover of the system's own. */
function AccountPanel({ viewerName, viewerLabel, onShortcuts, onSignOut }: AccountPanelProps) {
  const { t } = useTranslation();
  const id = useId();
  const theme = useThemeChoice();
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={t("account.label")}
        title={viewerName ?? t("account.label")}
        className="inline-flex size-9 shrink-0 items-center justify-center rounded-full border border-line-strong bg-sunken text-muted hover:bg-hover hover:text-ink"
      >
        <UserRound aria-hidden className="size-4" />
      </button>
      <div
        id={id}
        popover="auto"
        className="fixed inset-auto top-13 right-3 m-0 w-60 rounded-xl border border-line bg-surface p-1.5 text-ink shadow-float open:enter sm:right-4"
      >
        {viewerName !== null && (
          <p className="border-b border-line px-2.5 pt-1 pb-2">
            <span className="block text-xs text-muted">{viewerLabel}</span>
            <span className="block truncate text-sm font-medium">{viewerName}</span>
          </p>
        )}
        <fieldset className="border-b border-line py-1.5">
          <legend className="sr-only">{t("theme.label")}</legend>
          <p aria-hidden className="px-2.5 py-1 text-xs text-muted">
            {t("theme.label")}
          </p>
          {THEME_CHOICES.map((choice) => {
            const Icon = THEME_ICONS[choice];
            return (
              <label
                key={choice}
                className={classes(
                  PANEL_ROW,
                  "cursor-pointer has-checked:font-medium has-checked:text-brand-text has-focus-visible:outline-2 has-focus-visible:outline-brand",
                )}
              >
                <input
                  type="radio"
                  name={`${id}-theme`}
                  className="sr-only"
                  checked={theme === choice}
                  onChange={() => chooseTheme(choice)}
                />
                <Icon aria-hidden className="size-4" />
                {t(`theme.${choice}`)}
                {theme === choice && <Check aria-hidden className="ml-auto size-4" />}
              </label>
            );
          })}
        </fieldset>
        <div className="pt-1.5">
          <Link to="/account" className={PANEL_ROW} onClick={() => document.getElementById(id)?.hidePopover()}>
            <UserRound aria-hidden className="size-4" />
            {t("account.open")}
          </Link>
          <button type="button" popoverTarget={id} popoverTargetAction="hide" className={PANEL_ROW} onClick={onShortcuts}>
            <Keyboard aria-hidden className="size-4" />
            {t("shortcuts.open")}
          </button>
          <button type="button" className={PANEL_ROW} onClick={onSignOut}>
            <LogOut aria-hidden className="size-4" />
            {t("account.signOut")}
          </button>
        </div>
      </div>
    </>
  );
}
