import {
  captureException,
  dedupeIntegration,
  globalHandlersIntegration,
  init,
  linkedErrorsIntegration,
  type ErrorEvent,
} from "@sentry/browser";
import { ApiProblem } from "@/api/problem";
import type { ErrorReports } from "@/lib/config";

const SECRETS =
  /shp(?:at|ss|rt|ca|pa|ua)_[A-Za-z0-9]+|isk_[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*|[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.:/-])\+\d[\d ().-]{7,}\d/g;

/** Reports errors from now on, those first that came before. */
export function startReports(to: ErrorReports, early: readonly unknown[]) {
  init({
    dsn: to.dsn,
    environment: to.environment,
    release: to.release,
    defaultIntegrations: false,
    integrations: [globalHandlersIntegration(), dedupeIntegration(), linkedErrorsIntegration()],
    beforeSend: (event, { originalException }) => scrubbed(event, originalException),
  });
  for (const error of early) captureException(error);
}

/**
 * The event without the person and the page's address (a key may stand in its hash), and without what looks
 * like a secret; with the id of the request that failed, which leads to the server's own lines of it.
 */
export function scrubbed(event: ErrorEvent, error: unknown): ErrorEvent {
  const { request: _request, user: _user, breadcrumbs: _breadcrumbs, extra: _extra, ...kept } = event;
  const requestId = error instanceof ApiProblem ? error.requestId : null;
  const tags = { ...kept.tags, part: "web", page: pagePattern(location.pathname), ...(requestId && { request_id: requestId }) };
  return JSON.parse(JSON.stringify({ ...kept, tags }).replace(SECRETS, "[hidden]").replace(/(https?:\/\/[^"\s?#]+)[?#][^"\s]*/g, "$1")) as ErrorEvent;
}

/** The page without the ids in its path. */
function pagePattern(path: string) {
  return path.replace(/\/(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27})(?=\/|$)/g, "/:id");
}
