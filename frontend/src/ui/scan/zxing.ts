import {
  BarcodeFormat,
  BinaryBitmap,
  DecodeHintType,
  HybridBinarizer,
  MultiFormatReader,
  NotFoundException,
  RGBLuminanceSource,
} from "@zxing/library";

/** Wide enough for the thinnest bars a phone's camera shows, small enough to be read several times a second. */
const WIDTH_MAX = 960;

/** What `decoder.ts` asks for, without the browser's help. */
export function createZxingDecoder() {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const reader = new MultiFormatReader();
  reader.setHints(
    new Map<DecodeHintType, unknown>([
      [DecodeHintType.TRY_HARDER, true],
      [
        DecodeHintType.POSSIBLE_FORMATS,
        [
          BarcodeFormat.EAN_13,
          BarcodeFormat.EAN_8,
          BarcodeFormat.UPC_A,
          BarcodeFormat.UPC_E,
          BarcodeFormat.CODE_128,
          BarcodeFormat.CODE_39,
          BarcodeFormat.ITF,
          BarcodeFormat.QR_CODE,
        ],
      ],
    ]),
  );
  return {
    read: async (video: HTMLVideoElement): Promise<string | null> => {
      if (!context || video.videoWidth === 0) return null;
      const scale = Math.min(1, WIDTH_MAX / video.videoWidth);
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
      const source = new RGBLuminanceSource(luminances(data), width, height);
      try {
        return reader.decodeWithState(new BinaryBitmap(new HybridBinarizer(source))).getText();
      } catch (error) {
        // Most frames show no code: the library says so by throwing.
        if (error instanceof NotFoundException) return null;
        throw error;
      }
    },
  };
}

/** Rec. 601 luma of each pixel. */
function luminances(rgba: Uint8ClampedArray): Uint8ClampedArray {
  const found = new Uint8ClampedArray(rgba.length / 4);
  for (let at = 0; at < found.length; at += 1) {
    const [red = 0, green = 0, blue = 0] = rgba.subarray(at * 4, at * 4 + 3);
    found[at] = (red * 77 + green * 151 + blue * 28) >> 8;
  }
  return found;
}
