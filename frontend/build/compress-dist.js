import { fileURLToPath } from "node:url";
import { precompress } from "./precompress.js";

const count = await precompress(fileURLToPath(new URL("../dist", import.meta.url)));
console.log(`${count} files compressed`);
