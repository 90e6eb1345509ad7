/** Words of moving from Stocky. */
import { addWords } from "./add";

export const stockyWords = {
  stocky: {
    title: "Move from Stocky",
    subtitle: "Drop the files that Stocky gave you, and bring them in one after the other",
    back: "Imports",
    choose: "Choose Stocky's files",
    drop: "or drop them here, all at once. Each is recognised by its columns; nothing changes before you say so.",
    uploading: "Uploading {{name}}",
    failed: "{{name}} was not taken",
    ask: "What is in {{name}}?",
    askBody: "Its columns do not tell. Choose what it holds; the columns can be named by hand on the next page.",
    askChoose: "Choose",
    askNothing: "Choose what it holds",
    askSend: "Upload",
    askDrop: "Leave it out",
    promiseTitle: "No file of Stocky's moves stock",
    promise: "Shopify's stock is right as it is: what Stocky received, it received there. Old orders and stocktakes come in as history, and what is still to come as on order. Each file is checked first, and can be taken back.",
    steps: "The files, in this order",
    step: {
      suppliers: "Stocky has no button that exports suppliers. A list of your own will do: name, e-mail, currency, lead time. You can leave this out: suppliers are made from orders if you tick so.",
      supplier_items: "Reports, Variant report with Supplier, SKU and Cost price: what each supplier sells, and for how much.",
      past_orders: "Purchase orders, exported as CSV: with order number, supplier, status, quantities ordered and received, and cost.",
      past_counts: "Stocktakes, exported as CSV: expected and actual stock. They can be read under Stocktakes, Earlier ones.",
      reorder: "Least and most stock, lead times and pack sizes by SKU. They become rules of replenishment.",
    },
    none: "No file yet",
    open: "Open",
    next: "Next: confirm its columns",
    check: "Checked: look at it and apply",
  },
} as const;

addWords(stockyWords);
