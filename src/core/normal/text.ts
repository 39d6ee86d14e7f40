/** Letters that Unicode does not decompose, by what people type instead of them. */
const plainLetters: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ŀ: 'l',
  ŧ: 't',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
}

/** Seven-bit text, by far the most common, needs none of the costly steps. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

/**
 * Lower case without diacritics and compatibility forms. Only the combining marks of European scripts go:
 * elsewhere (Devanagari, Japanese) a mark is part of the letter.
 */
export function fold(text: string): string {
  if (isPlain(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[øłđðħıŀŧþßæœ]/g, (letter) => plainLetters[letter] ?? letter)
    .normalize('NFC')
}

/** Runs of letters and digits of already folded text; apostrophes vanish, all else separates. */
export function words(folded: string): string[] {
  const joined = folded.replace(/['’‘`´ʼ]/g, '')
  return joined.match(isPlain(joined) ? /[a-z0-9]+/g : /[\p{L}\p{N}\p{M}]+/gu) ?? []
}

/** Letters and digits only, upper case, as numbers of registers are compared. */
export function squeezed(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

/** Orders texts by code unit, the same on every machine. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
