/** What we use of autocannon, which brings no types. */
declare module "autocannon" {
  interface Wanted {
    method: string;
    path: string;
    headers?: Record<string, string>;
    body?: string;
  }
  interface Shot {
    setupRequest: (request: Wanted, context: Record<string, unknown>) => Wanted;
    onResponse?: (status: number, body: string, context: Record<string, unknown>) => void;
  }
  interface Options {
    url: string;
    connections: number;
    duration: number;
    overallRate: number;
    timeout: number;
    requests: Shot[];
  }
  interface Result {
    requests: { total: number; average: number };
    latency: { p50: number; p99: number; max: number };
    statusCodeStats: Record<string, { count: number }>;
    errors: number;
    timeouts: number;
  }
  export default function autocannon(options: Options): Promise<Result>;
}
