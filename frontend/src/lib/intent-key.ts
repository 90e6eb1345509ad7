/**
 * One key for one intention of a person. A retry of the same intention sends the same key, so
 * that the server books it once. `crypto.randomUUID` is missing on plain-http hosts, where a
 * self-hosted instance may well live, so the bytes are drawn here.
 */
export function newIntentKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
