import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { useApi } from "@/api/server-context";
import type { components } from "@/api/schema";

export type Person = components["schemas"]["Person"];
export type People = components["schemas"]["People"];
export type Invitation = components["schemas"]["InvitationAnswer"];
export type Role = Person["role"];
export type LinkAnswer = components["schemas"]["LinkAnswer"];
export type AuditEntry = components["schemas"]["AuditAnswer"];

const PEOPLE = ["people"] as const;
const LOG_ROWS = 50;

export function usePeople() {
  const api = useApi();
  return useQuery({ queryKey: PEOPLE, queryFn: ({ signal }) => take(api.GET("/api/v1/people", { signal })) });
}

export interface Standing {
  role: Role;
  locations: string[] | null;
}

function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: PEOPLE }) });
}

export function useInvite() {
  const api = useApi();
  return useChange((body: Standing & { email: string }) => take(api.POST("/api/v1/invitations", { body })));
}

export function useSendAgain() {
  const api = useApi();
  return useChange((id: string) =>
    take(api.POST("/api/v1/invitations/{invitation_id}/send-again", { params: { path: { invitation_id: id } } })),
  );
}

export function useWithdraw() {
  const api = useApi();
  return useChange((id: string) =>
    take(api.DELETE("/api/v1/invitations/{invitation_id}", { params: { path: { invitation_id: id } } })),
  );
}

export function useChangePerson() {
  const api = useApi();
  return useChange(({ id, ...body }: Standing & { id: string }) =>
    take(api.PATCH("/api/v1/people/{member_id}", { params: { path: { member_id: id } }, body })),
  );
}

export function useRemovePerson() {
  const api = useApi();
  return useChange((id: string) =>
    take(api.DELETE("/api/v1/people/{member_id}", { params: { path: { member_id: id } } })),
  );
}

export function useLetIn() {
  const api = useApi();
  return useChange((id: string) =>
    take(api.POST("/api/v1/people/{member_id}/let-in", { params: { path: { member_id: id } } })),
  );
}

export function useAllowReset() {
  const api = useApi();
  return useChange((id: string) =>
    take(api.POST("/api/v1/people/{member_id}/reset-password", { params: { path: { member_id: id } } })),
  );
}

export function useLog(thing: string | null) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["audit", thing],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/audit", {
          params: {
            query: {
              limit: LOG_ROWS,
              ...(thing !== null && { action: thing }),
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });
}

const RULES = [...PEOPLE, "sign-in-rules"] as const;

export function useSignInRules() {
  const api = useApi();
  return useQuery({ queryKey: RULES, queryFn: ({ signal }) => take(api.GET("/api/v1/sign-in-rules", { signal })) });
}

export function useChangeSignInRules() {
  const api = useApi();
  return useChange((passkey_roles: Role[]) => take(api.PUT("/api/v1/sign-in-rules", { body: { passkey_roles } })));
}

/** For somebody who has lost their devices. */
export function useForgetPasskeys() {
  const api = useApi();
  return useChange((id: string) =>
    take(api.DELETE("/api/v1/people/{member_id}/passkeys", { params: { path: { member_id: id } } })),
  );
}
