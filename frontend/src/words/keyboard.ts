/** Words of the keyboard help: they come when it is opened. */
import { addWords } from "./add";

export const keyboard = {
  shortcuts: {
    title: "Keyboard",
    anywhere: "Anywhere",
    grid: "In the inventory grid",
    help: "This help",
    findAll: "Search everything",
    goOverview: "Go to the overview",
    goInventory: "Go to the inventory",
    goSync: "Go to sync",
    goSettings: "Go to settings",
    search: "Search",
    move: "Move (with Shift: choose cells)",
    page: "A screen up or down",
    ends: "First or last column (with Ctrl: row)",
    openItem: "Open the item, or edit Available",
    adjust: "Adjust the quantity",
    edit: "Edit Available: = sets, + adds, − takes away",
    select: "Select the row (with Shift: up to it)",
    copyPaste: "Copy or paste a block of cells",
    undo: "Take back what was typed",
  },
} as const;

addWords(keyboard);
