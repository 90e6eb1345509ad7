import { describe, expect, it } from "vitest";
import { type StreamEvent, readEventStream } from "./event-stream";

function streamOf(...chunks: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
}

async function heard(...chunks: string[]): Promise<{ events: StreamEvent[]; activity: number }> {
  const events: StreamEvent[] = [];
  let activity = 0;
  await readEventStream(streamOf(...chunks), (event) => events.push(event), () => (activity += 1));
  return { events, activity };
}

describe("readEventStream", () => {
  it("puts messages together that arrive in pieces", async () => {
    const { events } = await heard('event: lev', 'els\ndata: {"levels":', "[]}\n\n");
    expect(events).toEqual([{ event: "levels", data: { levels: [] } }]);
  });

  it("takes a ping as a sign of life and not as a message", async () => {
    expect(await heard(": ping\n\n")).toEqual({ events: [], activity: 1 });
  });

  it("ends with an error at what is not JSON", async () => {
    await expect(heard("data: hello\n\n")).rejects.toThrow(SyntaxError);
  });
});
