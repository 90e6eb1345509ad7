import { createContext, useContext } from "react";
import type { HostShell } from "./shell";

const HostContext = createContext<HostShell | null>(null);

export const HostProvider = HostContext.Provider;

export function useHost(): HostShell {
  const host = useContext(HostContext);
  if (!host) throw new Error("useHost needs a HostProvider above it");
  return host;
}
