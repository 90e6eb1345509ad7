import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { asOfWords } from "./as-of";
import type { attentionWords } from "./attention";
import type { changeWords } from "./changes";
import { first } from "./first";
import type { firstStepWords } from "./first-steps";
import type { grid } from "./grid";
import type { gridPanels } from "./grid-panels";
import type { importWords } from "./imports";
import type { inside } from "./inside";
import type { itemPage } from "./item-page";
import type { keyboard } from "./keyboard";
import type { lookup } from "./lookup";
import type { orderWords } from "./order";
import type { passkeyWords } from "./passkeys";
import type { proofWords } from "./proof";
import type { people } from "./people";
import type { searchWords } from "./search";
import type { signInWords } from "./sign-in";
import type { transferWords } from "./transfers";
import { shell } from "./shell";
import { stock } from "./stock";

const en = { ...shell, ...stock, ...first } as const;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en & typeof importWords & typeof inside & typeof firstStepWords & typeof asOfWords & typeof attentionWords & typeof changeWords & typeof itemPage & typeof grid & typeof gridPanels & typeof keyboard & typeof lookup & typeof orderWords & typeof passkeyWords & typeof proofWords & typeof people & typeof searchWords & typeof signInWords & typeof transferWords };
  }
}

/** Loads the words that the first page needs, once, before the first render. */
export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false }, // React escapes.
  });
}
