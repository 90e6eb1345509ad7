import { createServer, take } from "@/api/client";
import { ApiProblem } from "@/api/problem";
import type { components } from "@/api/schema";
import { OWN_PAGE, type SignedInAnswer } from "@/host/session";

export type Offer = components["schemas"]["OfferAnswer"];

const nobody = { token: async () => null, refused: () => undefined };

/** Asks the server whether it accepts a key. Throws where it could not say. */
export async function checkKey(apiUrl: string, key: string): Promise<boolean> {
  const { api } = createServer(apiUrl, { token: async () => key, refused: () => undefined });
  try {
    await take(api.GET("/api/v1/shop"));
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return false;
    throw error;
  }
}

/** Signs in, or says between which shops to choose. */
export function signInByPassword(
  apiUrl: string,
  body: { email: string; password: string; shop_id?: number },
): Promise<SignedInAnswer> {
  return take(createServer(apiUrl, nobody).api.POST("/api/v1/sign-in/password", { body, ...OWN_PAGE }));
}

/** What the server wants of a passkey, and the challenge to send back with it. */
export function askForPasskey(apiUrl: string) {
  return take(createServer(apiUrl, nobody).api.POST("/api/v1/sign-in/passkey/options", OWN_PAGE));
}

export function signInByPasskey(
  apiUrl: string,
  body: { challenge: string; credential: Record<string, unknown> },
): Promise<SignedInAnswer> {
  return take(createServer(apiUrl, nobody).api.POST("/api/v1/sign-in/passkey", { body, ...OWN_PAGE }));
}

/** What a link offers, or null where it does not work any more. */
export async function readOffer(apiUrl: string, token: string): Promise<Offer | null> {
  try {
    return await take(createServer(apiUrl, nobody).api.POST("/api/v1/sign-in/offer", { body: { token } }));
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 410) return null;
    throw error;
  }
}

export function acceptOffer(
  apiUrl: string,
  body: { token: string; name: string; password: string },
): Promise<SignedInAnswer> {
  return take(createServer(apiUrl, nobody).api.POST("/api/v1/sign-in/accept", { body, ...OWN_PAGE }));
}

/** Asks for a link to set a password anew. Nobody is told whether the address is known. */
export function askForReset(apiUrl: string, email: string) {
  return take(createServer(apiUrl, nobody).api.POST("/api/v1/sign-in/forgotten", { body: { email }, ...OWN_PAGE }));
}

/** The address that a link was sent to signs in from now on. */
export function confirmEmail(apiUrl: string, token: string) {
  return take(createServer(apiUrl, nobody).api.POST("/api/v1/sign-in/confirm-email", { body: { token }, ...OWN_PAGE }));
}
