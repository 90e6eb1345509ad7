import { addWords, known } from "./add";
import type { analysisWords } from "./analysis";
import type { asOfWords } from "./as-of";
import type { attentionWords } from "./attention";
import type { billWords } from "./bills";
import type { changeWords } from "./changes";
import type { driftWords } from "./drift";
import type { fileWords } from "./files";
import { first } from "./first";
import type { firstStepWords } from "./first-steps";
import type { forecastWords } from "./forecast";
import type { grid } from "./grid";
import type { gridPanels } from "./grid-panels";
import type { importWords } from "./imports";
import type { inside } from "./inside";
import type { itemPage } from "./item-page";
import type { keyboard } from "./keyboard";
import type { labelWords } from "./labels";
import type { leavingWords } from "./leaving";
import type { lookup } from "./lookup";
import type { orderWords } from "./order";
import type { orderFileWords } from "./order-files";
import type { passkeyWords } from "./passkeys";
import type { planWords } from "./plan";
import type { policyWords } from "./policies";
import type { proofWords } from "./proof";
import type { purchasingWords } from "./purchasing";
import type { receivingWords } from "./receiving";
import type { people } from "./people";
import type { replenishWords } from "./replenish";
import type { replayWords } from "./replays";
import type { restoredWords } from "./restored";
import type { searchWords } from "./search";
import type { signInWords } from "./sign-in";
import type { stockyWords } from "./stocky";
import type { stocktakeWords } from "./stocktakes";
import type { supplierWords } from "./suppliers";
import type { transferWords } from "./transfers";
import type { unpackingWords } from "./unpacking";
import type { valueWords } from "./value";
import { shell } from "./shell";
import { stock } from "./stock";

const en = { ...shell, ...stock, ...first } as const;

export type Words = typeof en &
  typeof analysisWords &
  typeof asOfWords &
  typeof attentionWords &
  typeof billWords &
  typeof changeWords &
  typeof driftWords &
  typeof fileWords &
  typeof firstStepWords &
  typeof forecastWords &
  typeof grid &
  typeof gridPanels &
  typeof importWords &
  typeof inside &
  typeof itemPage &
  typeof keyboard &
  typeof labelWords &
  typeof leavingWords &
  typeof lookup &
  typeof orderWords &
  typeof orderFileWords &
  typeof passkeyWords &
  typeof people &
  typeof planWords &
  typeof policyWords &
  typeof proofWords &
  typeof replenishWords &
  typeof purchasingWords &
  typeof receivingWords &
  typeof replayWords &
  typeof unpackingWords &
  typeof restoredWords &
  typeof searchWords &
  typeof signInWords &
  typeof stockyWords &
  typeof stocktakeWords &
  typeof supplierWords &
  typeof transferWords &
  typeof valueWords;

type Plain<Name extends string> = Name extends `${infer Base}_one` | `${infer Base}_other` ? Base : Name;

type KeysOf<Held, Path extends string = ""> = {
  [Name in keyof Held & string]: Held[Name] extends string ? `${Path}${Plain<Name>}` : KeysOf<Held[Name], `${Path}${Name}.`>;
}[keyof Held & string];

/** Every path that leads to words; those with forms for one and for more are named without the form. */
export type Key = KeysOf<Words>;

type TextsAt<Held, Path extends string> = Path extends `${infer Name}.${infer Rest}`
  ? Name extends keyof Held
    ? TextsAt<Held[Name], Rest>
    : never
  : Held[Extract<keyof Held, Path | `${Path}_one` | `${Path}_other`>];

type NamesIn<Text> = Text extends `${string}{{${infer Name}}}${infer Rest}` ? Name | NamesIn<Rest> : never;

type IsCounted<Held, Path extends string> = Path extends `${infer Name}.${infer Rest}`
  ? Name extends keyof Held
    ? IsCounted<Held[Name], Rest>
    : never
  : `${Path}_other` extends keyof Held
    ? "count"
    : never;

/** What the words at a key need: each name in braces, and `count` where there are forms for one and for more. */
type NamesAt<Path extends Key> = Path extends Key ? NamesIn<TextsAt<Words, Path>> | IsCounted<Words, Path> : never;

type Values<Name extends string> = { [Each in Name]: Each extends "count" ? number : string | number };

type ValuesAt<Path extends Key> = [NamesAt<Path>] extends [never] ? [values?: Values<string>] : [values: Values<NamesAt<Path>>];

export type TFunction = <Path extends Key>(key: Path, ...values: ValuesAt<Path>) => string;

const LANGUAGE = "en";

const plurals = new Intl.PluralRules(LANGUAGE);

const NAME = /\{\{(\w+)\}\}/g;

/**
 * The words at a key, each name in braces replaced by its value; nothing is escaped, since React does.
 * Where words have forms for one and for more, `count` chooses. A key whose words were not loaded
 * with the page that uses it is shown as it is, and said in the console.
 */
export const t: TFunction = (key, ...given) => {
  const values = given[0] as Record<string, string | number> | undefined;
  const count = values?.["count"];
  const form = typeof count === "number" ? known.get(`${key}_${plurals.select(count)}`) : undefined;
  const text = form ?? known.get(key);
  // oxlint-disable-next-line no-console -- Nobody can act on it but who made the page; the browser tests fail on it.
  if (text === undefined) console.error(`No words at ${key}`);
  return (text ?? key).replace(NAME, (_, name: string) => String(values?.[name] ?? ""));
};

const words = { t };

/** The words, for a component. */
export function useTranslation(): { t: TFunction } {
  return words;
}

// What the first page needs is known before anything is shown.
addWords(en);
