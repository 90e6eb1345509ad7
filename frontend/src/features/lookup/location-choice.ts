import { useState } from "react";

const STORED = "inventorysync.lookup.location";

/** Where this person stands: kept in this browser, as a phone belongs to a place more than an account does. */
export function useLocationChoice(): [string, (locationId: string) => void] {
  const [chosen, setChosen] = useState(() => localStorage.getItem(STORED) ?? "");
  return [
    chosen,
    (locationId) => {
      localStorage.setItem(STORED, locationId);
      setChosen(locationId);
    },
  ];
}
