import { useState } from "react";

/**
 * Gives the focus back to where it was before a dialog opened. Radix does so only for dialogs with
 * a button of their own; ours are opened by keys and by the address as well.
 */
export function useOpener(): (event: Event) => void {
  const [opener] = useState(() => document.activeElement);
  return (event) => {
    event.preventDefault();
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  };
}
