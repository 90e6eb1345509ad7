/**
 * Any page may ask for the adjust dialog by the address: `?adjust=<item>.<location>`. So a link can
 * open it, the back button closes it, and no page needs to know another.
 */
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { gidTail, inventoryItemGid, locationGid } from "./gid";

const PARAMETER = "adjust";

export interface AdjustRequest {
  itemId: string;
  /** Null where the person chooses the location in the dialog. */
  locationId: string | null;
}

export function readAdjustRequest(value: string | null): AdjustRequest | null {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(value ?? "");
  if (!match?.[1]) return null;
  return { itemId: inventoryItemGid(match[1]), locationId: match[2] ? locationGid(match[2]) : null };
}

export function writeAdjustRequest({ itemId, locationId }: AdjustRequest): string {
  return locationId === null ? gidTail(itemId) : `${gidTail(itemId)}.${gidTail(locationId)}`;
}

export function useAdjustRequest() {
  const [parameters, setParameters] = useSearchParams();
  const value = parameters.get(PARAMETER);
  const request = useMemo(() => readAdjustRequest(value), [value]);
  const open = useCallback(
    (next: AdjustRequest) =>
      setParameters(
        (held) => {
          held.set(PARAMETER, writeAdjustRequest(next));
          return held;
        },
        { preventScrollReset: true },
      ),
    [setParameters],
  );
  const close = useCallback(
    () =>
      setParameters(
        (held) => {
          held.delete(PARAMETER);
          return held;
        },
        { replace: true, preventScrollReset: true },
      ),
    [setParameters],
  );
  return { request, open, close };
}
