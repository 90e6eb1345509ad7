/** Open pages that listen for what changes. */
import { createParser } from "eventsource-parser";

/**
 * Streams of live events, and what each has heard.
 * @param {import("./settings.js").Settings} settings
 * @param {number} count
 */
export async function listening({ url, key }, count) {
  const leave = new AbortController();
  /** @type {{ events: number, ended: string | null }[]} */
  const heard = [];
  const open = async () => {
    const stream = { events: 0, ended: /** @type {string | null} */ (null) };
    heard.push(stream);
    const answer = await fetch(`${url}/events`, { headers: { Authorization: `Bearer ${key}` }, signal: leave.signal });
    if (!answer.ok || !answer.body) throw new Error(`/events: ${answer.status}`);
    const parser = createParser({ onEvent: ({ event }) => void (event === "levels" && (stream.events += 1)) });
    return { stream, reading: read(answer.body, parser, stream, leave.signal) };
  };
  const streams = await Promise.all(Array.from({ length: count }, open));
  return {
    /** Ends them; how many events each has heard, and why some ended before. */
    end: async () => {
      leave.abort();
      await Promise.all(streams.map(({ reading }) => reading));
      return heard;
    },
  };
}

/**
 * @param {ReadableStream<Uint8Array>} body
 * @param {ReturnType<typeof createParser>} parser
 * @param {{ ended: string | null }} stream
 * @param {AbortSignal} leaving
 */
async function read(body, parser, stream, leaving) {
  const decoder = new TextDecoder();
  try {
    for await (const piece of /** @type {any} */ (body)) parser.feed(decoder.decode(piece, { stream: true }));
    stream.ended = "the server ended it";
  } catch (error) {
    if (!leaving.aborted) stream.ended = String(error);
  }
}
