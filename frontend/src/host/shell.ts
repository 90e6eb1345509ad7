/** What differs between Shopify's admin and a browser window of its own. Nothing else knows the mode. */
import type { ComponentType, ReactNode } from "react";
import type { Credentials } from "@/api/client";
import type { LeaveChoice } from "@/lib/unsaved";
import type { PageHeaderProps } from "@/ui/page-header";
import type { SignedInAnswer } from "./session";

export interface NavigationLink {
  to: string;
  label: string;
  icon: ComponentType<{ className?: string }>;
}

export interface FrameProps {
  links: readonly NavigationLink[];
  shopName: string | null;
  /** The small live mark: in the top bar, or where the host has none, above the page. */
  status: ReactNode;
  /** Who is looking, when known, and as what. */
  viewerName: string | null;
  viewerLabel: string;
  onShortcuts: () => void;
  children: ReactNode;
}

/** The bar of a form in the page, there for as long as something is not saved. */
export interface SaveBarProps {
  open: boolean;
  busy: boolean;
  onSave: () => void;
  onDiscard: () => void;
}

export interface HostShell {
  credentials: Credentials;
  /** Decides how numbers and dates are written. */
  locale: string;
  /** Navigation and whatever else surrounds the page. */
  Frame: ComponentType<FrameProps>;
  PageHeader: ComponentType<PageHeaderProps>;
  SaveBar: ComponentType<SaveBarProps>;
  /** Asks whether to leave what is not saved, and says what was chosen. */
  LeaveQuestion: ComponentType<LeaveChoice>;
  /** Whether a person chooses the colours; where not, they are those of public/theme.js. */
  choosesTheme: boolean;
  /** A page of Shopify's admin of this shop ("orders/1"), as a link that opens it where the person is. */
  adminLink(domain: string, page: string): { href: string; target: "_top" | "_blank" };
  /** Says in passing that something succeeded. Failures are never said in passing. */
  showSuccess(message: string): void;
  /** Whether somebody is signed in; a host that signs in by itself says true. */
  signedIn: SignedIn;
  /** How a person signs in, or null where the host does so by itself. */
  signIn: SignIn | null;
}

export interface SignIn {
  byKey(key: string): void;
  bySession(answer: SignedInAnswer): void;
  /** Whether it was an access key that is no longer accepted. */
  keyExpired(): boolean;
}

export interface SignedIn {
  subscribe(listener: () => void): () => void;
  current(): "yes" | "no" | "expired";
}
