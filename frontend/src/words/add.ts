import i18next from "i18next";

/** Adds words to those that are known. Called by a file of words as it is loaded. */
export function addWords(words: object): void {
  i18next.addResourceBundle("en", "translation", words, true, true);
}
