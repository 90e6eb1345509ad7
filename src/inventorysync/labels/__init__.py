"""Labels: barcodes of items, on sheets and rolls, and what is wrong with the shop's codes.

Words. A *code* is what a scanner reads: an item's barcode, or its SKU where it has none. A *symbology* is how
it is drawn: EAN-13, EAN-8 and UPC-A for numbers with a right check digit, Code 128 for any ASCII text, QR for
all. A *format* is a sheet of labels or a roll of a label printer.

Invariants. A label that could not be scanned is not printed: it is named with its reason.
"""
