/** Words about passkeys that the sign-in and one's own account share. */
import { addWords } from "./add";

export const passkeyWords = {
  passkey: {
    asking: "Your device asks you",
    elsewhere: "This page is open at another address than the one passkeys are for. Open it here:",
    notConfirmed: "Your device did not confirm it. Nothing was changed.",
    unknown: "This browser knows no passkeys.",
  },
} as const;

addWords(passkeyWords);
