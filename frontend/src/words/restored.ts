/** Words of what was found after the data came out of a backup. */
import { addWords } from "./add";

export const restoredWords = {
  restored: {
    title: "Restored from a backup",
    note: "The data here came out of a backup and are read anew in Shopify. Nothing is sent to Shopify until an owner has confirmed what was found. What you change meanwhile is kept and sent then.",
    moment: "The data were as of",
    unknownMoment: "From which moment the data are is not known.",
    reading: "Every level is being read in Shopify. This takes some minutes.",
    equal_one: "{{n}} level was read: equal to Shopify.",
    equal_other: "{{n}} levels were read, all equal to Shopify.",
    differed_one: "{{different}} of {{levels}} levels differed, by {{units}} unit. Shopify's numbers are booked; each is listed below.",
    differed_other: "{{different}} of {{levels}} levels differed, by {{units}} units. Shopify's numbers are booked; each is listed below.",
    givenUp: "Was on its way when the backup was made, and is not sent again:",
    nothingGivenUp: "Nothing was on its way when the backup was made.",
    kind: {
      lines_one: "{{n}} line of a change",
      lines_other: "{{n}} lines of changes",
      transfer_steps_one: "{{n}} step of a transfer",
      transfer_steps_other: "{{n}} steps of transfers",
      imports_one: "{{n}} open import, canceled",
      imports_other: "{{n}} open imports, canceled",
      stocktakes_one: "{{n}} open count, canceled",
      stocktakes_other: "{{n}} open counts, canceled",
    },
    look: { lines: "See stuck changes", transfer_steps: "See stuck transfers", imports: "See imports", stocktakes: "See counts" },
    ownersOnly: "An owner of the shop confirms this.",
    confirm: "Confirm and send again",
    error: "What was found after the restore could not be read",
    ask: {
      title: "Send to Shopify again?",
      body: "Shopify's numbers are booked here. Changes made since the restore are sent now; those from before it are not.",
      confirm: "Send again",
      error: "It could not be confirmed",
      done: "Confirmed: changes are sent to Shopify again",
    },
  },
} as const;

addWords(restoredWords);
