/** Words of signing in and of joining, which come with those pages. */
import { addWords } from "./add";
import "./passkeys";

export const signInWords = {
  enter: {
    title: "Sign in to your stock",
    intro: "For people who were invited. Shopify staff open InventorySync inside Shopify's admin.",
    email: "E-mail",
    password: "Password",
    submit: "Sign in",
    busy: "Signing in",
    emptyEmail: "Enter your e-mail address.",
    emptyPassword: "Enter your password.",
    expired: "You were signed out. Sign in again.",
    forgot: "Forgotten your password?",
    byKey: "Sign in with an access key",
    byPassword: "Sign in with e-mail and password",
    byPasskey: "Sign in with a passkey",
    passkeyFailed: "The passkey did not sign you in",
    choose: "Which shop?",
    failed: "You could not be signed in",
  },
  forgotten: {
    title: "Set a new password",
    intro: "We send a link to your address. Until you use it, your password stays as it is.",
    submit: "Send me a link",
    mailed: "If {{email}} signs in here, a link is on its way. It works once, for an hour.",
    noMail: "This installation sends no mail. Ask an owner or manager of the shop for a link to set a new password.",
    back: "Back to the sign-in",
  },
  confirm: {
    title: "Confirm your address",
    body: "{{email}} will sign you in to {{shop}} from now on, in place of your former address.",
    submit: "Use this address",
    doneTitle: "Your address is confirmed",
    done: "Sign in with {{email}} from now on. Your former address was told.",
    goOn: "To the shop",
  },
  join: {
    join: "Join {{shop}}",
    reset: "Set a new password for {{shop}}",
    asRole: "You were invited as {{role}}, with {{email}}.",
    resetBody: "For {{email}}. Every device that was signed in is signed out.",
    name: "Your name",
    nameHint: "Others see it beside what you change.",
    password: "New password",
    passwordHint: "At least 12 characters. A few words are easier to remember than symbols.",
    repeat: "The same password again",
    different: "The two passwords differ.",
    emptyName: "Enter your name.",
    submitJoin: "Join",
    submitReset: "Set the password",
    busy: "One moment",
    goneTitle: "This link does not work any more",
    goneBody: "It was used, withdrawn or has expired. Ask whoever sent it for another.",
    toSignIn: "To the sign-in",
    failed: "That did not work",
  },
} as const;

addWords(signInWords);
