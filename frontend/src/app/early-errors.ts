import type { ErrorReports } from "@/lib/config";

interface Reporting {
  startReports: (to: ErrorReports, early: readonly unknown[]) => void;
}

/** Keeps what goes wrong before the reporting is loaded, which comes after the first page and is no part of it. */
export function keepErrorsUntil(loading: Promise<Reporting>, to: ErrorReports) {
  const early: unknown[] = [];
  const keepError = (event: ErrorEvent) => early.push(event.error);
  const keepRejection = (event: PromiseRejectionEvent) => early.push(event.reason);
  addEventListener("error", keepError);
  addEventListener("unhandledrejection", keepRejection);
  void loading
    .then(({ startReports }) => startReports(to, early))
    .catch(() => undefined) // a blocked or lost file: the app works without it
    .finally(() => {
      removeEventListener("error", keepError);
      removeEventListener("unhandledrejection", keepRejection);
    });
}
