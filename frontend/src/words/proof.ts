/** Words of the ledger's proof. */
import { addWords } from "./add";

export const proofWords = {
  proof: {
    title: "The ledger's proof",
    note: "Each night every level is added up anew from its entries, and the hash of every row is recomputed. Nobody can change, remove or slip in a row without being found.",
    now: "Prove now",
    running: "Proving, {{rows}} rows so far",
    starting: "Proving",
    error: "The proof could not be read",
    askError: "The proof could not be asked for",
    never: "Not proven yet. The first proof runs within a minute of the installation.",
    sound: "Sound: every unit adds up and every row is as it was written.",
    broken_one: "The ledger is not as it was written: {{n}} fault",
    broken_other: "The ledger is not as it was written: {{n}} faults",
    brokenBody: "Stop changing stock, and call whoever runs the server.",
    failed: "The last proof could not be finished",
    at: "Proven",
    rows: "{{movements}} movements, {{facts}} facts and {{explanations}} explanations hold.",
    faults: "Faults",
    heads: "Newest links",
    headsNote: "Keep a copy elsewhere: as long as a later proof passes through them, nothing before them was changed.",
    copy: "Copy the links",
    copied: "Copied",
  },
} as const;

addWords(proofWords);
