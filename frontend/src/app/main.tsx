import { createRoot } from "react-dom/client";
import { findBridge } from "@/host/app-bridge";
import { createEmbeddedHost } from "@/host/embedded";
import type { HostShell } from "@/host/shell";
import { createStandaloneHost } from "@/host/standalone";
import { readConfig } from "@/lib/config";
import { startTheme } from "@/lib/theme";
import { startWords } from "@/words";
import "@/ui/theme.css";
import { App } from "./app";
import { BridgeMissing } from "./attention";

function chooseHost(): HostShell | null {
  const found = findBridge();
  if (found.kind === "blocked") return null;
  return found.kind === "embedded" ? createEmbeddedHost(found.bridge) : createStandaloneHost(readConfig().apiUrl);
}

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

await startWords();
const host = chooseHost();
if (host?.choosesTheme) startTheme();
createRoot(root).render(host ? <App host={host} config={readConfig()} /> : <BridgeMissing />);
