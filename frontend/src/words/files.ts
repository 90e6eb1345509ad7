/** Words of tables that are saved as files. */
import { addWords } from "./add";

export const fileWords = {
  files: {
    of: "{{label}} as a file",
    csv: "CSV",
    xlsx: "XLSX",
    saved: "{{name}} was saved",
    error: "The file could not be made",
    movements: "Movements",
    changes: "Changes",
    lines: "Lines",
    lastMonth: "Movements of the last month",
  },
} as const;

addWords(fileWords);
