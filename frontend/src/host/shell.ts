/** What differs between Shopify's admin and a browser window of its own. Nothing else knows the mode. */
import type { ComponentType, ReactNode } from "react";
import type { Credentials } from "@/api/client";

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
  /** Who is looking, when known. */
  viewerName: string | null;
  onShortcuts: () => void;
  children: ReactNode;
}

export interface HostShell {
  credentials: Credentials;
  /** Navigation and whatever else surrounds the page. */
  Frame: ComponentType<FrameProps>;
  /** Whether a person chooses the colours; where not, they are those of public/theme.js. */
  choosesTheme: boolean;
  /** Says in passing that something succeeded. Failures are never said in passing. */
  showSuccess(message: string): void;
  /** Whether somebody is signed in; a host that signs in by itself says true. */
  signedIn: SignedIn;
  /** Takes a key typed by a person, or null where the host signs in by itself. */
  signInWith: ((key: string) => void) | null;
}

export interface SignedIn {
  subscribe(listener: () => void): () => void;
  current(): "yes" | "no" | "expired";
}
