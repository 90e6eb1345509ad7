/**
 * The policy of the page lets no style in that does not carry the nonce of this very answer. Ours come from files; a
 * dialog's lock on scrolling is a style element that a library makes, which looks for the nonce in this name.
 */
declare global {
  var __webpack_nonce__: string | undefined;
}

export function nonceForStyles(): void {
  globalThis.__webpack_nonce__ = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
}
