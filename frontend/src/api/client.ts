import createFetchClient, { type Client } from "openapi-fetch";
import { ApiProblem, Unreachable, problemFrom } from "./problem";
import type { paths } from "./schema";

/** Where the right to ask comes from: Shopify's ID token inside the admin, an access key outside. */
export interface Credentials {
  /** The token of the next request, or null when nobody is signed in. */
  token(): Promise<string | null>;
  /** The server no longer accepts what `token` gave. */
  refused(): void;
}

export type Api = Client<paths>;

export interface Server {
  api: Api;
  /** The same access for what is not JSON: the live stream. */
  open(path: string, init?: RequestInit): Promise<Response>;
}

/** Shopify's word for "ask App Bridge for a fresh token and try once more" (PLATFORM.md A.2). */
const RETRY_HEADER = "X-Shopify-Retry-Invalid-Session-Request";

export function createServer(apiUrl: string, credentials: Credentials): Server {
  const send = async (request: Request): Promise<Response> => {
    const retry = request.clone();
    const answer = await sendOnce(request, credentials);
    const again = answer.status === 401 && answer.headers.get(RETRY_HEADER) === "1";
    const final = again ? await sendOnce(retry, credentials) : answer;
    if (final.status === 401) credentials.refused();
    return final;
  };
  const baseUrl = apiUrl || location.origin;
  return {
    api: createFetchClient<paths>({ baseUrl, fetch: send }),
    open: async (path, init) => {
      const answer = await send(new Request(`${baseUrl}${path}`, init));
      if (!answer.ok) throw await problemFrom(answer);
      return answer;
    },
  };
}

async function sendOnce(request: Request, credentials: Credentials): Promise<Response> {
  const token = await credentials.token();
  if (token !== null) request.headers.set("Authorization", `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Unreachable(error instanceof Error ? error.message : String(error));
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of a call, or its refusal as an error that a page can show. */
export async function take<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) {
    if (error !== null && typeof error === "object") throw new ApiProblem(response.status, error);
    throw await problemFrom(new Response(null, { status: response.status }));
  }
  return data as T;
}
