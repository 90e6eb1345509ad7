import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { pages } from "./pages";
import { shell } from "./shell";
import { stock } from "./stock";

const en = { ...shell, ...pages, ...stock } as const;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

/** Loads the words once, before the first render. */
export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false }, // React escapes.
  });
}
