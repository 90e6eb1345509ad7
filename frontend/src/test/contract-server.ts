/**
 * A server of the HTTP contract inside the test, behind `fetch`. It holds what a test puts into it
 * and writes down what it was asked, so that a test can say what went over the wire.
 */
import { onTestFinished, vi } from "vitest";

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
}

type Answer = Response | object | null;
type Route = (asked: Asked) => Answer | Promise<Answer>;

export interface ContractServer {
  asked: Asked[];
  /** The requests to one path, oldest first. */
  to(method: string, path: string): Asked[];
  on(method: string, path: string, route: Route): void;
  /** Says something on every open live stream. */
  say(event: string, data: unknown): void;
}

export function problem(status: number, title: string, detail: string): Response {
  const body = { type: "about:blank", title, status, detail, request_id: "req_1" };
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/problem+json" } });
}

export function answer(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

export function startServer(): ContractServer {
  const routes = new Map<string, Route>();
  const asked: Asked[] = [];
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const server: ContractServer = {
    asked,
    to: (method, path) => asked.filter((each) => each.method === method && each.path === path),
    on: (method, path, route) => void routes.set(`${method} ${path}`, route),
    say: (event, data) => {
      const bytes = new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      for (const stream of streams) stream.enqueue(bytes);
    },
  };
  server.on("GET", "/events", () => {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void streams.add(controller) });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  });
  vi.stubGlobal("fetch", async (input: Request) => {
    const request = await read(input);
    asked.push(request);
    const route = routes.get(`${request.method} ${request.path}`);
    if (!route) return problem(404, "Not found", `The test has no ${request.method} ${request.path}`);
    const given = await route(request);
    return given instanceof Response ? given : answer(200, given ?? {});
  });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  return server;
}

async function read(request: Request): Promise<Asked> {
  const url = new URL(request.url);
  const text = await request.text();
  return {
    method: request.method,
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: request.headers,
    // A file is sent as it is.
    body: text === "" || request.headers.get("Content-Type") === "application/octet-stream" ? text || null : JSON.parse(text),
  };
}
