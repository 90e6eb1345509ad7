/** Words of files with purchase orders, and of the logo on them. */
import { addWords } from "./add";

export const orderFileWords = {
  orderFiles: {
    title: "Files",
    note: "Invoices, packing lists, photos. Up to 10 MB each; suppliers never see them",
    empty: "No file is with this order.",
    add: "Add a file",
    adding: "Adding the file",
    addFailed: "The file was not added",
    saveOne: "Save {{name}}",
    saveFailed: "The file could not be saved",
    removeOne: "Remove {{name}}",
    remove: "Remove",
    removeTitle: "Remove {{name}}?",
    removeBody: "The file is deleted for everybody. The order's log keeps that it was here.",
    removed: "The file is removed",
    removeFailed: "The file was not removed",
  },
  logo: {
    title: "Logo on orders",
    note: "PNG or JPEG, up to 2 MB. It stands at the top left of the PDF that suppliers get.",
    empty: "Orders bear no logo.",
    alt: "The logo that orders bear",
    choose: "Choose a logo",
    change: "Choose another",
    saved: "Orders bear this logo from now on",
    failed: "The logo was not changed",
    readFailed: "The logo could not be read",
    remove: "Remove the logo",
    removeTitle: "Remove the logo?",
    removeBody: "Orders that are drawn or sent from now on bear none.",
    removed: "Orders bear no logo any more",
  },
} as const;

addWords(orderFileWords);
