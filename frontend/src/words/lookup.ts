/** Words of the stock look-up. */
import { addWords } from "./add";

export const lookup = {
  suggest: {
    found: "Items that fit",
    nothing: "Nothing fits {{text}}",
    choose: "Add {{title}}",
    inAll: "{{n}} in all",
  },
  lookup: {
    title: "Look up",
    subtitle: "Scan or type a barcode or SKU to see its stock",
    labels: "Barcodes and labels",
    code: "Barcode or SKU",
    find: "Find",
    scan: "Scan with the camera",
    location: "My location",
    hint: "A hand scanner works too: it types the code and presses Enter.",
    recent: "Looked up before",
    startTitle: "Nothing looked up yet",
    startBody: "Scan a code, or type it and press Enter.",
    missingTitle: "Nothing carries the code {{code}}",
    missingBody: "It is no barcode, no SKU and no word of any item. New items appear once Shopify has reported them.",
    errorTitle: "The code could not be looked up",
    several: "{{count}} items carry {{code}}",
    found: "Found {{title}}",
    bin: "Bin {{bin}}",
    notHere: "Not stocked at {{location}}",
    elsewhere: "Elsewhere",
    open: "Open item",
    camera: {
      view: "What the camera sees",
      stop: "Stop the camera",
      typeInstead: "Type the code instead",
      missing: {
        title: "No camera can be used here",
        body: "Browsers give the camera only to pages on https. Open InventorySync by its https address.",
      },
      denied: {
        title: "The camera is not allowed",
        body: "Allow the camera for this page in the browser's settings, then try again.",
      },
      none: { title: "No camera was found", body: "Plug one in, or use a phone or a hand scanner." },
      busy: { title: "The camera is in use", body: "Another app holds it. Close that app, then try again." },
      failed: { title: "The camera stopped", body: "It could not be read. Try again, or type the code." },
    },
  },
} as const;

addWords(lookup);
