/** Words of the shop's plan. */
import { addWords } from "./add";

export const planWords = {
  plan: {
    title: "Plan",
    subtitle: "What this shop has agreed to with Shopify, and what it decides here.",
    back: "Settings",
    open: "Plan",
    error: "The plan could not be read",
    selfHosted: "Self-hosted",
    selfHostedNote: "You run InventorySync yourself: everything is on, and nobody asks for a plan.",
    note: "Plans, trials and bills are Shopify's: they are chosen and ended on its own page. Nothing here makes a charge.",
    choose: "Choose a plan",
    change: "Change or end the plan",
    check: "Ask Shopify again",
    checking: "Shopify is being asked",
    checked: "Shopify has answered",
    checkFailed: "Shopify could not be asked",
    unanswered: "Shopify does not answer what this shop's plan is. What was known goes on, and nothing is taken from you.",
    unheard: "Not asked yet",
    state: {
      none: "No plan yet",
      trial: "Trial",
      active: "Active",
      frozen: "Held by Shopify",
      ended: "Ended",
    },
    daysLeft_one: "{{n}} day left",
    daysLeft_other: "{{n}} days left",
    price: "Price",
    period: { EVERY_30_DAYS: "every 30 days", ANNUAL: "a year" },
    trialEnds: "Trial ends",
    next: "Paid until",
    ends: "Ends",
    since: "Since",
    due: "Choose one by",
    stopped: "Changes wait since",
    read: "Shopify last said so",
    effects: "What a plan decides",
    effect: {
      open: "With a plan, on trial or paid for, everything is on. Plans differ in price and period alone: no plan limits products, locations, people or history, so another plan takes nothing away.",
      none: "Without one, everything works for {{days}} days. Then changes are no longer sent to Shopify: they are kept, and sent in their order once there is a plan.",
      frozen: "While Shopify holds the plan because the shop's own bill is open, it takes no changes from anybody. They are kept in the same way.",
      always: "Reading stock from Shopify, every page, every file and the way to leave stay open in each case. Nothing that is stored is ever deleted for want of a plan.",
    },
    banner: {
      choose: { title: "Choose a plan", body: "Until {{until}} everything works without one. After that changes are kept here and not sent to Shopify." },
      chooseStopped: { title: "Choose a plan to send changes to Shopify", body: "Your stock is read as before. What you change is kept, and sent once there is a plan." },
      trial_ends: { title: "The trial ends on {{until}}", body: "Shopify bills the plan from then on. There is nothing to do if you stay." },
      ends: { title: "The plan ends on {{until}}", body: "It was cancelled and is paid for until then." },
      ended: { title: "The plan has ended", body: "Until {{until}} everything works without one. After that changes are kept here and not sent to Shopify." },
      frozen: {
        title: "Shopify holds this shop's plan",
        body: "The shop's bill at Shopify is open, so Shopify takes no changes. Your stock stays readable; what you change is kept and sent afterwards.",
      },
      unverified: {
        title: "Shopify does not say what this shop's plan is",
        body: "We ask every hour. What was known goes on, and nothing is taken from you.",
      },
      action: "See the plan",
    },
  },
} as const;

addWords(planWords);
