/**
 * Blocks of cells as spreadsheets put them on the clipboard: tabs between cells, line breaks between rows, and
 * quotes around a cell that holds one of them, with its own quotes doubled. Pure.
 */
export function parseTsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let at = 0;
  const endRow = () => {
    rows.push([...row, cell]);
    row = [];
    cell = "";
  };
  while (at < text.length) {
    const letter = text[at];
    if (letter === '"' && cell === "") {
      const whole = readQuoted(text, at);
      if (whole) {
        cell = whole.cell;
        at = whole.end;
        continue;
      }
    }
    if (letter === "\t") {
      row.push(cell);
      cell = "";
    } else if (letter === "\n" || letter === "\r") {
      if (letter === "\r" && text[at + 1] === "\n") at += 1;
      endRow();
    } else cell += letter;
    at += 1;
  }
  // Excel ends the last row too: what follows a final line break is no row.
  if (cell !== "" || row.length > 0) endRow();
  return rows;
}

/** A quoted cell and where it ends, or null where the quote belongs to the cell's own text. */
function readQuoted(text: string, from: number): { cell: string; end: number } | null {
  let cell = "";
  let at = from + 1;
  while (at < text.length) {
    if (text[at] !== '"') {
      cell += text[at];
      at += 1;
    } else if (text[at + 1] === '"') {
      cell += '"';
      at += 2;
    } else {
      const after = text[at + 1];
      const ends = after === undefined || after === "\t" || after === "\n" || after === "\r";
      return ends ? { cell, end: at + 1 } : null;
    }
  }
  return null;
}

export function writeTsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quoted).join("\t")).join("\r\n");
}

function quoted(cell: string): string {
  return /[\t\r\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
