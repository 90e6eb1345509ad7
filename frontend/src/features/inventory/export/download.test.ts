import { describe, expect, it } from "vitest";
import type { Server } from "@/api/client";
import { type FileProgress, fileAddress, readFileOf } from "./download";

function serverOf(pieces: string[]): Server {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
  const headers = { "X-Total-Rows": "3", "Content-Type": "text/csv", "Content-Disposition": 'attachment; filename="inventory-2026-11-24.csv"' };
  return { api: {} as Server["api"], open: async () => new Response(body, { headers }) };
}

describe("a file of the grid", () => {
  it("is asked for with the columns, the filter and the order of what is seen", () => {
    const address = fileAddress({ search: "red & blue", state: "negative", sort: "-value" }, ["sku", "available"], "csv");
    const query = new URL(address, "http://shop.test").searchParams;
    expect(Object.fromEntries(query)).toMatchObject({ format: "csv", search: "red & blue", state: "negative", sort: "-value" });
    expect(query.getAll("columns")).toEqual(["sku", "available"]);
  });

  it("says how many rows have come, and has the server's name", async () => {
    const seen: FileProgress[] = [];
    const file = await readFileOf(serverOf(["SKU\r\nA\r\n", "B\r\nC\r\n"]), "/x", "csv", new AbortController().signal, (each) => seen.push(each));
    expect(seen.map((each) => each.rows)).toEqual([1, 3]);
    expect(file.name).toBe("inventory-2026-11-24.csv");
    expect(await file.content.text()).toBe("SKU\r\nA\r\nB\r\nC\r\n");
  });
});
