interface Body {
  type?: string;
  title?: string;
  detail?: string;
  request_id?: string | null;
  errors?: { field: string; message: string; code: string }[] | null;
}

/** A refusal by the server, as RFC 9457 tells it. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  /** What kind of refusal it is: the last part of its `type`. */
  readonly kind: string;
  readonly title: string;
  readonly requestId: string | null;
  readonly fields: { field: string; message: string; code: string }[];

  constructor(status: number, body: Body) {
    const title = body.title ?? `HTTP ${status}`;
    super(body.detail ?? title);
    this.status = status;
    this.kind = body.type?.slice(body.type.lastIndexOf(":") + 1) ?? "";
    this.title = title;
    this.requestId = body.request_id ?? null;
    this.fields = body.errors ?? [];
  }
}

/** The server did not answer at all: no network, or a gateway without a server behind it. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** True where trying the same request again may help. */
export function isWorthRetrying(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  return error instanceof ApiProblem && (error.status === 429 || error.status >= 500);
}

const GATEWAY_STATUSES = new Set([502, 503, 504]);

/** Reads a refusal; a body that is not a problem document still gives its status. */
export async function problemFrom(response: Response): Promise<ApiProblem | Unreachable> {
  const isProblem = response.headers.get("content-type")?.includes("json") ?? false;
  if (!isProblem && GATEWAY_STATUSES.has(response.status)) {
    return new Unreachable(`HTTP ${response.status}`);
  }
  const body: unknown = isProblem ? await response.json().catch(() => ({})) : {};
  return new ApiProblem(response.status, (body ?? {}) as Body);
}

/** What the server said of one field, or undefined. */
export function problemAt(error: Error | null, field: string): string | undefined {
  return error instanceof ApiProblem ? error.fields.find((each) => each.field === field)?.message : undefined;
}
