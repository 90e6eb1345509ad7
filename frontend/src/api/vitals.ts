import { onCLS, onFCP, onINP, onLCP, onTTFB, type Metric } from "web-vitals";
import type { Api } from "./client";

/** The path with `:itemId` for what varies, as the server counts pages. */
export function pageOf(path: string): string {
  return path.replace(/\/\d+(?=\/|$)/g, "/:itemId");
}

/** Tells the server how quick this visit was, when the page is hidden or left. */
export function reportVitals(api: Api, signal: AbortSignal): void {
  const page = pageOf(location.pathname);
  const found = new Map<Metric["name"], number>();
  const keep = ({ name, value }: Metric) => void found.set(name, value);
  for (const watch of [onCLS, onFCP, onINP, onLCP, onTTFB]) watch(keep);
  const send = () => {
    if (document.visibilityState !== "hidden" || found.size === 0) return;
    const readings = [...found].map(([name, value]) => (name === "CLS" ? { name, value } : { name, value }));
    found.clear();
    // Nothing depends on it: what cannot be sent any more is only not counted.
    api.POST("/api/v1/vitals", { body: { page, readings }, keepalive: true }).catch(() => undefined);
  };
  document.addEventListener("visibilitychange", send, { signal });
}
