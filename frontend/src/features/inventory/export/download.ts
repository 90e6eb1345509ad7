/** Reads a file of the grid from the server piece by piece, tells how far it is, and can be stopped. */
import type { Server } from "@/api/client";
import type { FileColumn } from "@/api/types";
import { type WrittenFile, fileNameOf } from "@/lib/save-file";
import type { SortedQuestion } from "../rows/windows";

export const FORMATS = ["csv", "xlsx"] as const;
export type FileFormat = (typeof FORMATS)[number];

export interface FileProgress {
  /** Rows that have come, where they can be counted, and how many there will be. */
  rows: number | null;
  total: number;
  bytes: number;
}

export function fileAddress(question: SortedQuestion, columns: readonly FileColumn[], format: FileFormat): string {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(question)) if (value) query.set(name, String(value));
  for (const column of columns) query.append("columns", column);
  return `/api/v1/level-file?${query}`;
}

const LINE_FEED = 10;

function countLines(piece: Uint8Array): number {
  let lines = 0;
  for (const byte of piece) if (byte === LINE_FEED) lines += 1;
  return lines;
}

/** The file as it was written; rejects with the server's refusal, or when `stop` is asked for. */
export async function readFileOf(
  server: Server,
  address: string,
  format: FileFormat,
  stop: AbortSignal,
  onProgress: (progress: FileProgress) => void,
): Promise<WrittenFile> {
  const answer = await server.open(address, { signal: stop });
  const total = Number(answer.headers.get("X-Total-Rows") ?? 0);
  const reader = answer.body?.getReader();
  const pieces: BlobPart[] = [];
  let bytes = 0;
  let lines = 0;
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    pieces.push(read.value as BlobPart);
    bytes += read.value.byteLength;
    if (format === "csv") lines += countLines(read.value);
    onProgress({ rows: format === "csv" ? Math.min(total, Math.max(0, lines - 1)) : null, total, bytes });
  }
  const type = answer.headers.get("Content-Type") ?? "application/octet-stream";
  return { name: fileNameOf(answer.headers.get("Content-Disposition"), `inventory.${format}`), content: new Blob(pieces, { type }) };
}
