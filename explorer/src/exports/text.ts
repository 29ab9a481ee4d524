/** Text of other people on its way into a file: what a reader of that file could take for markup or a formula. */

/** Characters that XML 1.0 has no way to write, halves of a pair among them; tab and line ends are allowed. */
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu;

/** What spreadsheets take for a formula or a command, in the first place of a cell. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** The text with each character that no file should hold replaced by U+FFFD, so that the loss can be seen. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** For an element's text or an attribute between either kind of quotes. */
export function xml(value: string | number | boolean): string {
  return printable(String(value)).replace(/[&<>"'\t\n\r]/g, (found) => ENTITIES[found] ?? found);
}

/** One cell of RFC 4180; text that a spreadsheet would run gets an apostrophe in front, numbers stay numbers. */
export function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = printable(value);
  const inert = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
