/** Reads barcodes out of video: by the browser itself where it can, else by a decoder of ours, loaded then. */

export interface Decoder {
  /** The code in what the video shows at this moment, or null. */
  read(video: HTMLVideoElement): Promise<string | null>;
}

const FORMATS = ["ean_13", "ean_8", "upc_a", "upc_e", "code_128", "code_39", "itf", "qr_code"];

interface NativeDetector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}

interface NativeDetectorClass {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats(): Promise<string[]>;
}

export async function createDecoder(): Promise<Decoder> {
  const native = (globalThis as { BarcodeDetector?: NativeDetectorClass }).BarcodeDetector;
  const known = native ? await native.getSupportedFormats() : [];
  const formats = FORMATS.filter((format) => known.includes(format));
  if (!native || !formats.includes("ean_13")) return (await import("./zxing")).createZxingDecoder();
  const detector = new native({ formats });
  return {
    read: async (video) => (await detector.detect(video))[0]?.rawValue ?? null,
  };
}
