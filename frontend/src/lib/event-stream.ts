import { createParser } from "eventsource-parser";

export interface StreamEvent {
  event: string;
  data: unknown;
}

/**
 * Reads a server-sent stream until it ends. EventSource cannot send an Authorization header, so
 * the stream comes from fetch. A message that is not JSON ends the stream with an error: a server
 * that speaks otherwise is not ours.
 */
export async function readEventStream(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: StreamEvent) => void,
  onActivity: () => void,
): Promise<void> {
  const parser = createParser({
    onEvent: (message) => onEvent({ event: message.event ?? "message", data: JSON.parse(message.data) }),
  });
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onActivity();
    parser.feed(decoder.decode(value, { stream: true }));
  }
}
