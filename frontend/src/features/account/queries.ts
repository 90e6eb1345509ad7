import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import type { components } from "@/api/schema";
import { useApi } from "@/api/server-context";
import { makePasskey } from "@/lib/passkeys";

export type Me = components["schemas"]["Me"];

const ME = ["me"] as const;

export function useMe(enabled: boolean) {
  const api = useApi();
  return useQuery({ queryKey: ME, enabled, queryFn: ({ signal }) => take(api.GET("/api/v1/me", { signal })) });
}

function useChange<Input = void>(change: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ME });
      await queries.invalidateQueries({ queryKey: keys.shop });
    },
  });
}

export function useRename() {
  const api = useApi();
  return useChange((name: string) => take(api.PUT("/api/v1/me/name", { body: { name } })));
}

export function useChangePassword() {
  const api = useApi();
  return useChange((body: { current: string; password: string }) => take(api.PUT("/api/v1/me/password", { body })));
}

export function useAskForEmail() {
  const api = useApi();
  return useChange((body: { email: string; current: string }) => take(api.POST("/api/v1/me/email", { body })));
}

export function useSignOutDevice() {
  const api = useApi();
  return useChange((id: string) =>
    take(api.DELETE("/api/v1/me/sign-ins/{sign_in_id}", { params: { path: { sign_in_id: id } } })),
  );
}

export function useSignOutEverywhere() {
  const api = useApi();
  return useChange(() => take(api.DELETE("/api/v1/me/sign-ins")));
}

/** The server says what to ask the device for, the device makes it, the server keeps its public half. */
export function useAddPasskey() {
  const api = useApi();
  return useChange(async ({ name, current }: { name: string; current: string }) => {
    const asked = await take(api.POST("/api/v1/me/passkeys/options", { body: { current } }));
    const credential = { ...(await makePasskey(asked.options)) };
    return take(api.POST("/api/v1/me/passkeys", { body: { name, challenge: asked.challenge, credential } }));
  });
}

export function useRemovePasskey() {
  const api = useApi();
  return useChange((id: string) =>
    take(api.DELETE("/api/v1/me/passkeys/{passkey_id}", { params: { path: { passkey_id: id } } })),
  );
}
