/**
 * An amount as the API takes it. A comma before one or two last digits is the decimal sign; one before three may
 * mean thousands, so that text is left as it is and refused.
 */
export function decimalOf(text: string): string {
  const plain = text.trim();
  return /^\d+,\d{1,2}$/.test(plain) ? plain.replace(",", ".") : plain;
}
