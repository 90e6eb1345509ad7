/** A window of its own: our frame, our brand; signed in by password or by an access key. */
import { Suspense, lazy } from "react";
import { DiscardQuestion } from "@/ui/discard-question";
import { PageHeader } from "@/ui/page-header";
import { showToast } from "@/ui/toaster";
import { readLocale } from "@/lib/locale";
import { useUnsaved } from "@/lib/unsaved";
import { createAccessKey } from "./access-key";
import { createSession } from "./session";
import type { FrameProps, HostShell, SaveBarProps } from "./shell";
import { StandaloneFrame } from "./standalone-frame";

const StandaloneSaveBar = lazy(async () => ({ default: (await import("./standalone-save-bar")).StandaloneSaveBar }));

export function createStandaloneHost(apiUrl: string): HostShell {
  const key = createAccessKey();
  const session = createSession(apiUrl);
  const listeners = new Set<() => void>();
  let ended = false;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const hasKey = () => key.signedIn.current() === "yes";
  const endSession = () => {
    session.drop();
    ended = true;
    tell();
  };
  const signOut = () => {
    if (hasKey()) return key.forget();
    // What the server could not be told stays an error of the page; this browser forgets in any case.
    void session.end().finally(tell);
  };
  key.signedIn.subscribe(tell);
  return {
    credentials: {
      token: async () => {
        const held = await key.credentials.token();
        if (held !== null) return held;
        const token = session.isOpen() ? await session.token() : null;
        if (token === null) endSession();
        return token;
      },
      refused: () => (hasKey() ? key.credentials.refused() : endSession()),
    },
    signedIn: {
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      current: () => (hasKey() || session.isOpen() ? "yes" : ended ? "expired" : key.signedIn.current()),
    },
    signIn: {
      byKey: key.use,
      bySession: (answer) => {
        key.forget();
        ended = false;
        session.begin(answer);
        tell();
      },
      keyExpired: () => key.signedIn.current() === "expired",
    },
    choosesTheme: true,
    locale: readLocale(navigator.language) ?? "en",
    adminLink: (domain, page) => ({ href: `https://${domain}/admin/${page}`, target: "_blank" }),
    PageHeader,
    SaveBar,
    LeaveQuestion: DiscardQuestion,
    showSuccess: showToast,
    Frame: (props: FrameProps) => <StandaloneFrame {...props} onSignOut={signOut} />,
  };
}

/** What is unsaved counts at once; the bar itself is loaded when there is first something to save. */
function SaveBar(props: SaveBarProps) {
  useUnsaved(props.open);
  return <Suspense>{props.open && <StandaloneSaveBar {...props} />}</Suspense>;
}
