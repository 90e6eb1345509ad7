/** A film of a barcode, for a camera that is none: EAN-13 by GS1 General Specifications 5.2, drawn in grey. */
import { writeFile } from "node:fs/promises";

const LEFT_ODD = ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"];
const PARITY = ["OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO"];
const WIDTH = 640;
const HEIGHT = 480;
const MODULE = 4;
const FRAMES = 20;

/** @param {string} odd */
function right(odd) {
  return odd.replace(/[01]/g, (bit) => (bit === "0" ? "1" : "0"));
}

/** @param {string} odd */
function leftEven(odd) {
  return [...right(odd)].toReversed().join("");
}

/** @param {string} code thirteen digits */
function modulesOf(code) {
  const [first = 0, ...rest] = [...code].map(Number);
  const left = rest.slice(0, 6).map((digit, at) => {
    const odd = LEFT_ODD[digit] ?? "";
    return PARITY[first]?.[at] === "O" ? odd : leftEven(odd);
  });
  return `101${left.join("")}01010${rest.slice(6).map((digit) => right(LEFT_ODD[digit] ?? "")).join("")}101`;
}

/**
 * @param {string} path of a .y4m file, as Chromium's fake camera plays it
 * @param {string} code
 */
export async function writeBarcodeFilm(path, code) {
  const modules = modulesOf(code);
  const luma = Buffer.alloc(WIDTH * HEIGHT, 235);
  const from = Math.floor((WIDTH - modules.length * MODULE) / 2);
  [...modules].forEach((bit, at) => {
    if (bit === "0") return;
    for (let row = 120; row < 360; row += 1) {
      luma.fill(16, row * WIDTH + from + at * MODULE, row * WIDTH + from + (at + 1) * MODULE);
    }
  });
  const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), luma, chroma]);
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  await writeFile(path, Buffer.concat([header, ...Array.from({ length: FRAMES }, () => frame)]));
}
