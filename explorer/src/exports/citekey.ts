/** Keys by which papers are cited in LaTeX, as the pages make them (service/pages/citekey.py says the rule). */

export interface Cited {
  readonly title: string;
  readonly year: number | null;
  /** The first author as printed, and the family name where it is known; null: nobody is named. */
  readonly first: { readonly name: string; readonly family: string | null } | null;
}

const ASCII: Readonly<Record<string, string>> = {
  æ: 'ae', œ: 'oe', ø: 'o', ß: 'ss', þ: 'th', ð: 'd', đ: 'd', ł: 'l', ı: 'i',
};
const INSIGNIFICANT = new Set(
  ('a an and are as at be by can do does for from how in into is it its of on or the to toward towards via was were ' +
    'what when where which who why with').split(' '),
);

/** Words of Latin letters without their marks, and digits. */
function words(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'‘’ʼ]/gu, '')
    .replace(/[æœøßþðđłı]/g, (sign) => ASCII[sign] ?? sign);
  return plain.match(/[a-z0-9]+/g) ?? [];
}

function family({ name, family: known }: NonNullable<Cited['first']>): string {
  if (known) return known;
  return name.includes(',') ? name.slice(0, name.indexOf(',')) : name.slice(name.lastIndexOf(' ') + 1);
}

/** `byron2010engines`: family name of the first author, year, first significant word of the title. */
export function citationKey({ title, year, first }: Cited): string {
  const said = first === null ? '' : words(family(first)).join('');
  const titled = words(title);
  const word = titled.find((one) => !INSIGNIFICANT.has(one)) ?? titled[0] ?? '';
  return `${said || 'anon'}${year ?? 'nd'}${word}`;
}

/** The key of each id: of those that share one, the first id keeps it, the next have `-2`, `-3`, …. */
export function citationKeys(papers: readonly (Cited & { readonly id: string })[]): ReadonlyMap<string, string> {
  const times = new Map<string, number>();
  const keys = new Map<string, string>();
  for (const paper of [...papers].sort((one, other) => (one.id < other.id ? -1 : 1))) {
    const key = citationKey(paper);
    const time = (times.get(key) ?? 0) + 1;
    times.set(key, time);
    keys.set(paper.id, time === 1 ? key : `${key}-${time}`);
  }
  return keys;
}
