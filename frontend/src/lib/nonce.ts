/**
 * The policy of the page lets no style in that does not carry the nonce of this very answer. Ours come from files; a
 * dialog's lock on scrolling is a style element that a library makes, which looks for the nonce under this name.
 */
const LOOKED_FOR = "__webpack_nonce__";

export function nonceForStyles(): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  if (nonce) Object.assign(globalThis, { [LOOKED_FOR]: nonce });
}
