/** Words of an order's page. */
import { addWords } from "./add";

export const orderWords = {
  order: {
    title: "Order {{label}}",
    span: "Moved stock from {{first}} to {{last}}",
    openInShopify: "Open in Shopify admin",
    together: "In all",
    togetherNote: "What the order has come to so far, over all items and the locations you see",
    steps: "What it did",
    stepsNote: "Each thing as Shopify reported it, oldest first. Nothing about the customer is stored.",
    untied: "Not yet seen in a level",
    nothing: "Nothing: its steps cancel each other out.",
    capped: "Only the first {{count}} steps are shown.",
    missing: "No stock was moved by this order",
    missingBody: "It may be older than what was read, hold nothing that is tracked, or have sold from a location you do not see.",
    failed: "The order could not be read",
  },
} as const;

addWords(orderWords);
