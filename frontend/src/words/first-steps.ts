/** Words of the first steps. */
import { addWords } from "./add";

export const firstStepWords = {
  steps: {
    title: "First steps",
    note: "{{done}} of {{total}} done. They tick themselves.",
    dismiss: "Put away",
    dismissed: "The first steps are put away. The settings bring them back.",
    failed: "That did not work",
    done: "done",
    open: "to do",
    imported: "The shop is read",
    importedBody: "Products and quantities come by themselves; sales are counted meanwhile.",
    heard: "Shopify tells of a change",
    heardBody: "Sell or edit something: it appears here within seconds.",
    costs: "Every item has a cost",
    costsBody: "Stock value counts what has one. Set the cost per item in Shopify.",
    changed: "The first change is made here",
    changedBody: "Adjust an item: you see Shopify confirm it, and can take it back.",
    colleague: "A colleague is invited",
    colleagueBody: "Each with a role, and the locations it holds for.",
  },
} as const;

addWords(firstStepWords);
