import { createRoot } from "react-dom/client";
import { findBridge } from "@/host/app-bridge";
import type { HostShell } from "@/host/shell";
import { createStandaloneHost } from "@/host/standalone";
import { readConfig } from "@/lib/config";
import { nonceForStyles } from "@/lib/nonce";
import { startTheme } from "@/lib/theme";
import "@/ui/theme.css";
import { App } from "./app";
import { BridgeMissing } from "./attention";
import { keepErrorsUntil } from "./early-errors";

async function chooseHost(): Promise<HostShell | null> {
  const found = findBridge();
  if (found.kind === "blocked") return null;
  if (found.kind === "standalone") return createStandaloneHost(readConfig().apiUrl);
  return (await import("@/host/embedded")).createEmbeddedHost(found.bridge);
}

nonceForStyles();
const { errorReports } = readConfig();
if (errorReports) keepErrorsUntil(import("./reporting"), errorReports);

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

const host = await chooseHost();
if (host?.choosesTheme) startTheme();
createRoot(root).render(host ? <App host={host} config={readConfig()} /> : <BridgeMissing />);
