/** The browser's side of passkeys. The library that speaks to the device comes with the first use. */
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";

/** What the server asks of the browser, in the JSON of the Web Authentication standard. */
type Options = Record<string, unknown>;

/** The device or its owner said no, or nobody answered it. */
export class NotConfirmed extends Error {}

export const hasPasskeys = (): boolean => typeof window.PublicKeyCredential === "function";

/** Whether a page of this host may use the passkeys of a domain (Web Authentication, 5.1.3). */
export function worksHere(domain: string): boolean {
  const host = window.location.hostname;
  return host === domain || host.endsWith(`.${domain}`);
}

/** The same page at the host where passkeys work. */
export function samePageAt(domain: string): string {
  const there = new URL(window.location.href);
  there.hostname = domain;
  return there.href;
}

export async function makePasskey(options: Options): Promise<object> {
  const { startRegistration } = await import("@simplewebauthn/browser");
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  return startRegistration({ optionsJSON }).catch(plainly);
}

export async function showPasskey(options: Options): Promise<object> {
  const { startAuthentication } = await import("@simplewebauthn/browser");
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  return startAuthentication({ optionsJSON }).catch(plainly);
}

function plainly(error: unknown): never {
  if (error instanceof Error && ["NotAllowedError", "AbortError"].includes(error.name)) {
    throw new NotConfirmed(error.message);
  }
  throw error;
}
