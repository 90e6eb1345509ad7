/** Words of what needs a person today. */
import { addWords } from "./add";

export const attentionWords = {
  attention: {
    title: "Needs you today",
    note: "In order of the money at risk",
    noteFew: "In order of the money at risk. What sells out gets an amount once {{needed}} days of orders are known; so far {{days}}.",
    error: "What needs you could not be worked out",
    calm: "Nothing needs you today",
    calmBody: "No level is below zero, nothing that sells is out of stock, and every change and transfer went through.",
    kind: {
      access_lost: "Shopify no longer accepts our access",
      import_failed: "The import stopped",
      negative_one: "{{n}} level is below zero",
      negative_other: "{{n}} levels are below zero",
      unconfirmed_one: "{{n}} write waits for your decision",
      unconfirmed_other: "{{n}} writes wait for your decision",
      failed_changes_one: "{{n}} refused line waits",
      failed_changes_other: "{{n}} refused lines wait",
      stuck_transfers_one: "{{n}} transfer is stuck: Shopify refused a step",
      stuck_transfers_other: "{{n}} transfers are stuck: Shopify refused a step",
      sells_out_one: "{{n}} level that sells has nothing left",
      sells_out_other: "{{n}} levels that sell have nothing left",
      without_cost_one: "{{n}} level with stock has no cost",
      without_cost_other: "{{n}} levels with stock have no cost",
    },
    formula: {
      units_at_price_one: "{{units}} unit sold and not there, at its price",
      units_at_price_other: "{{units}} units sold and not there, at their price",
      units_at_cost_one: "{{units}} unit at its cost",
      units_at_cost_other: "{{units}} units at their cost",
      week_of_sales_at_price: "a week of their sales at their price, by the last {{days}} days",
      soFar_one: "{{units}} unit was sold there so far",
      soFar_other: "{{units}} units were sold there so far",
      none_one: "{{units}} unit that counts nothing in the stock value",
      none_other: "{{units}} units that count nothing in the stock value",
    },
    without_one: "{{n}} level has no price or cost and is left out",
    without_other: "{{n}} levels have no price or cost and are left out",
    most: "Most at risk",
    open: "Open",
  },
} as const;

addWords(attentionWords);
