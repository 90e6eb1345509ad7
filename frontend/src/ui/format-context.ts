import { createContext, useContext } from "react";
import { type Format, createFormat } from "@/lib/format";

const FormatContext = createContext<Format>(
  createFormat({ locale: navigator.language || "en", currency: "USD", timeZone: "UTC" }),
);

export const FormatProvider = FormatContext.Provider;

/** How this shop writes numbers, money and times. */
export function useFormat(): Format {
  return useContext(FormatContext);
}
