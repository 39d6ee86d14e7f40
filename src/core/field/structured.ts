import { shownLines, shownOrNull } from '../normal/shown.ts'

/**
 * The normal form of several parts in a fixed order: JSON, null when all of them are.
 * Written by hand where that is the same: it is read and compared for every record.
 */
export function structured(parts: readonly (string | null)[]): string | null {
  let text = ''
  let isEmpty = true
  for (const part of parts) {
    if (text !== '') text += ','
    if (part === null) text += 'null'
    else {
      isEmpty = false
      text += quoted(part)
    }
  }
  return isEmpty ? null : `[${text}]`
}

/** A text as JSON has it; lines of plain letters, as addresses have them, are told without its help. */
function quoted(text: string): string {
  let hasLines = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 10) hasLines = true
    else if (code < 32 || code > 126 || code === 34 || code === 92) return JSON.stringify(text)
  }
  return `"${hasLines ? text.replaceAll('\n', '\\n') : text}"`
}

/** The parts of a normal form, each as people see it; null when it is none of that many parts. */
export function partsOf(value: string, count: number): readonly (string | null)[] | null {
  const parsed = parsedJson(value)
  if (!Array.isArray(parsed) || parsed.length !== count) return null
  const parts: (string | null)[] = []
  for (const part of parsed) {
    if (part !== null && typeof part !== 'string') return null
    parts.push(part === null ? null : shownLines(part).join('\n') || null)
  }
  return parts
}

export function parsedJson(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}

export function wordsOf(parts: readonly (string | null)[]): string {
  return parts.filter((part) => shownOrNull(part) !== null).join(' ')
}
