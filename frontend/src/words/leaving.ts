/** Words of taking everything along. */
import { addWords } from "./add";

export const leavingWords = {
  leaving: {
    title: "Everything as a file",
    note: "All that is kept of this shop, to keep or to take along: CSV and JSON lines for each table, with a README, without secrets. It is yours at any time.",
    save: "Save everything",
    saving: "Being written",
    saved: "{{name}} was saved",
    error: "The file could not be made",
    standing: "Before you leave",
    standingNote: "What was made here and has not ended in Shopify. It stays there when the app is removed.",
    standingError: "What stands in Shopify could not be read",
    clear: "Nothing of ours is open in Shopify: no transfer, no change on its way.",
    transfers_one: "{{n}} transfer made here is open. Cancel it on its page, or receive it.",
    transfers_other: "{{n}} transfers made here are open. Cancel them on their pages, or receive them.",
    shipped: "has shipments: receive it, Shopify does not cancel it",
    onTheirWay_one: "{{n}} change is on its way to Shopify.",
    onTheirWay_other: "{{n}} changes are on their way to Shopify.",
    nothingElse: "No metafields are written, and webhooks go with the app.",
  },
} as const;

addWords(leavingWords);
