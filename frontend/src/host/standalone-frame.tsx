import { KeyRound, Keyboard, LogOut, Menu, Monitor, Moon, Sun, X } from "lucide-react";
import { Dialog, DropdownMenu } from "radix-ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink } from "react-router";
import { THEME_CHOICES, type ThemeChoice, chooseTheme, useThemeChoice } from "@/lib/theme";
import { BrandMark } from "@/ui/brand";
import { classes } from "@/ui/classes";
import type { FrameProps, NavigationLink } from "./shell";

const THEME_ICONS = { light: Sun, dark: Moon, system: Monitor } as const satisfies Record<ThemeChoice, unknown>;
const MENU_ITEM =
  "flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5 text-sm outline-none select-none data-[highlighted]:bg-hover";

export function StandaloneFrame({
  links,
  shopName,
  status,
  viewerName,
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
        <AccountMenu viewerName={viewerName} onShortcuts={onShortcuts} onSignOut={onSignOut} />
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

function PhoneDrawer({ links }: { links: readonly NavigationLink[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger
        aria-label={t("nav.menu")}
        className="inline-flex size-10 items-center justify-center rounded-lg hover:bg-hover lg:hidden"
      >
        <Menu aria-hidden className="size-5" />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="enter-scrim fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="enter-left fixed inset-y-0 left-0 z-50 w-72 max-w-[85vw] bg-surface p-3 shadow-float outline-none"
        >
          <div className="mb-3 flex items-center justify-between pl-1">
            <Dialog.Title className="flex items-center gap-2.5 font-semibold">
              <BrandMark className="size-7" />
              {t("brand")}
            </Dialog.Title>
            <Dialog.Close
              aria-label={t("nav.closeMenu")}
              className="inline-flex size-10 items-center justify-center rounded-lg hover:bg-hover"
            >
              <X aria-hidden className="size-5" />
            </Dialog.Close>
          </div>
          <Navigation links={links} onGo={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface AccountMenuProps {
  viewerName: string | null;
  onShortcuts: () => void;
  onSignOut: () => void;
}

function AccountMenu({ viewerName, onShortcuts, onSignOut }: AccountMenuProps) {
  const { t } = useTranslation();
  const theme = useThemeChoice();
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label={t("account.label")}
        className="inline-flex size-9 items-center justify-center rounded-full border border-line-strong bg-sunken text-muted hover:bg-hover hover:text-ink"
      >
        <KeyRound aria-hidden className="size-4" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="enter z-50 w-60 rounded-xl border border-line bg-surface p-1.5 shadow-float"
        >
          {viewerName !== null && (
            <DropdownMenu.Label className="px-2.5 pt-1 pb-2">
              <span className="block text-xs text-muted">{t("account.accessKey")}</span>
              <span className="block truncate text-sm font-medium">{viewerName}</span>
            </DropdownMenu.Label>
          )}
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Label className="px-2.5 py-1 text-xs text-muted">{t("theme.label")}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup
            value={theme}
            onValueChange={(value) => {
              const choice = THEME_CHOICES.find((each) => each === value);
              if (choice) chooseTheme(choice);
            }}
          >
            {THEME_CHOICES.map((choice) => {
              const Icon = THEME_ICONS[choice];
              return (
                <DropdownMenu.RadioItem
                  key={choice}
                  value={choice}
                  className={classes(MENU_ITEM, "data-[state=checked]:font-medium data-[state=checked]:text-brand-text")}
                >
                  <Icon aria-hidden className="size-4" />
                  {t(`theme.${choice}`)}
                </DropdownMenu.RadioItem>
              );
            })}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item className={MENU_ITEM} onSelect={onShortcuts}>
            <Keyboard aria-hidden className="size-4" />
            {t("shortcuts.open")}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={MENU_ITEM} onSelect={onSignOut}>
            <LogOut aria-hidden className="size-4" />
            {t("account.signOut")}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
