import { QueryClientProvider } from "@tanstack/react-query";
import { Suspense, lazy, useState, useSyncExternalStore } from "react";
import { flushSync } from "react-dom";
import { RouterProvider } from "react-router";
import { createServer } from "@/api/client";
import { createQueryClient } from "@/api/query-client";
import { ServerProvider } from "@/api/server-context";
import { HostProvider } from "@/host/host-context";
import type { HostShell } from "@/host/shell";
import type { RuntimeConfig } from "@/lib/config";
import { Toaster } from "@/ui/toaster";
import { createRouter } from "./router";

/** Where the links of invitations lead: nobody is signed in there yet. */
const JOIN = "/join";

const JoinPage = lazy(async () => ({ default: (await import("@/features/sign-in/join")).JoinPage }));

const SignInPage = lazy(async () => ({ default: (await import("@/features/sign-in/page")).SignInPage }));

export interface AppProps {
  host: HostShell;
  config: RuntimeConfig;
}

export function App({ host, config }: AppProps) {
  const [server] = useState(() => createServer(config.apiUrl, host.credentials));
  const [joining, setJoining] = useState(() => location.pathname === JOIN);
  const signedIn = useSyncExternalStore(host.signedIn.subscribe, host.signedIn.current);
  return (
    <HostProvider value={host}>
      <ServerProvider value={server}>
        {host.signIn && joining ? (
          <Suspense>
            <JoinPage apiUrl={config.apiUrl} onJoined={host.signIn.bySession} onDone={() => setJoining(false)} />
          </Suspense>
        ) : signedIn === "yes" || !host.signIn ? (
          <SignedIn />
        ) : (
          <Suspense>
            <SignInPage apiUrl={config.apiUrl} expired={signedIn === "expired"} signIn={host.signIn} />
          </Suspense>
        )}
        <Toaster />
      </ServerProvider>
    </HostProvider>
  );
}

/** For a change of address that the next press builds on. */
function drawAtOnce(draw: () => unknown): undefined {
  flushSync(draw);
}

/** What one person has read goes when they do: the cache lives and dies with the sign-in. */
function SignedIn() {
  const [queries] = useState(createQueryClient);
  const [router] = useState(createRouter);
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} flushSync={drawAtOnce} />
    </QueryClientProvider>
  );
}
