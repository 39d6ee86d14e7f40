/**
 * A text as people see it, on one line: NFC, without control and invisible characters, white space collapsed and
 * trimmed. Two texts that look the same are the same afterwards. '' when nothing is to be seen.
 *
 * @throws never; lone surrogates become the replacement character, as databases and HTTP make of them
 */
export function shown(text: string): string {
  return isShown(text) ? text : costly(text)
}

/** As `shown`; null when nothing is to be seen, or nothing was given. */
export function shownOrNull(text: string | null): string | null {
  if (text === null) return null
  const seen = shown(text)
  return seen === '' ? null : seen
}

/** Whether there is surely something to be seen, a plain letter or digit; the first one decides. */
export function hasPlainSign(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if ((code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122)) return true
  }
  return false
}

/** Lines as people see them, without empty ones. */
export function shownLines(text: string): readonly string[] {
  if (isShown(text)) return text === '' ? nothing : [text]
  const lines: string[] = []
  for (const line of isSplitPlainly(text)
    ? text.split('\n')
    : text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)) {
    const seen = shown(line)
    if (seen !== '') lines.push(seen)
  }
  return lines
}

const nothing: readonly never[] = []

/** Seven-bit text whose lines end as most do. */
function isSplitPlainly(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 126 || (code < 32 && code !== 10)) return false
  }
  return true
}

/** Seven-bit text with single spaces inside is as it should be, and by far the most common. */
function isShown(text: string): boolean {
  let before = 32
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 32 || code > 126 || (code === 32 && before === 32)) return false
    before = code
  }
  return before !== 32 || text.length === 0
}

/** Invisible, and never part of a letter: joiners that Persian, Indic scripts and emoji need stay. */
const invisible = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const controls = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g

function costly(text: string): string {
  return text
    .toWellFormed()
    .replace(controls, '')
    .replace(invisible, '')
    .normalize('NFC')
    .replace(/[\s\u0085]+/g, ' ')
    .trim()
}
