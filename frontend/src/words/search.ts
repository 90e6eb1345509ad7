/** Words of the search over everything. */
import { addWords } from "./add";

export const searchWords = {
  find: {
    title: "Search",
    label: "Search items, orders, suppliers, changes, pages and actions",
    placeholder: "Item, SKU, barcode, order, supplier, change, page",
    results: "What was found",
    items: "Items",
    documents: "Orders and transfers",
    purchases: "Purchase orders",
    suppliers: "Suppliers",
    changes: "Changes",
    pages: "Pages",
    actions: "Actions",
    recent: "Looked for lately",
    available: "{{units}} available",
    ofItems_one: "{{n}} item",
    ofItems_other: "{{n}} items",
    nothing: "Nothing fits “{{q}}”.",
    searching: "Searching",
    failed: "The search failed",
    keys: "Arrows choose, Enter opens, Esc closes.",
    do: {
      newKey: "Make an access key",
      invite: "Invite somebody",
      stuck: "See refused lines",
      prove: "Prove the ledger",
      account: "My account",
      audit: "Audit log",
      outOfStock: "Items out of stock",
      negative: "Levels below zero",
      help: "Keyboard help",
    },
  },
} as const;

addWords(searchWords);
