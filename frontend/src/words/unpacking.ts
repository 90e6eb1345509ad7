/** Words of counting what was unpacked: by scan, by camera, by hand. */
import { addWords } from "./add";

export const unpackingWords = {
  unpacking: {
    scan: "Scan or type a code",
    hint: "Each scan counts one unit. A hand scanner works too.",
    count: "Count",
    camera: "Scan with the camera",
    mode: "What scans count as",
    less: "One less",
    more: "One more",
  },
} as const;

addWords(unpackingWords);
