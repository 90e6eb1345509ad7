/** Files that the browser keeps in its downloads. */

export interface WrittenFile {
  name: string;
  content: Blob;
}

const PLAIN_NAME = /filename="([^"]+)"/;
const ENCODED_NAME = /filename\*=UTF-8''([^;]+)/;

/** The name an answer gives its file, or another. */
export function fileNameOf(disposition: string | null, otherwise: string): string {
  const encoded = ENCODED_NAME.exec(disposition ?? "")?.[1];
  return encoded ? decodeURIComponent(encoded) : (PLAIN_NAME.exec(disposition ?? "")?.[1] ?? otherwise);
}

/** Hands a file to the browser's downloads. */
export function saveFile({ name, content }: WrittenFile): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the content after the click: it must not be gone by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Saves an answer of the server under the name it gives. */
export async function saveAnswer(answer: Response, otherwise: string): Promise<string> {
  const name = fileNameOf(answer.headers.get("Content-Disposition"), otherwise);
  saveFile({ name, content: await answer.blob() });
  return name;
}
