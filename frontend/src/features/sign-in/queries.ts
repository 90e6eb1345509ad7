import { createServer, take } from "@/api/client";
import { ApiProblem } from "@/api/problem";

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
