/** What a text of a rule may be filled with, and how it reads for people. */
export const placeholders = {
  name: 'name of the opportunity',
  description: 'its description',
  customer: 'name of the customer',
  owner: 'who owns it in Capsule',
  milestone: 'its milestone',
  closed: 'the day it was closed',
  expected: 'the day it was expected to close',
  duration: 'its duration, such as "12 months"',
  id: 'its number in Capsule',
} as const
export type Placeholder = keyof typeof placeholders

const pattern = /\{([^{}]*)\}/g
const isPlaceholder = (name: string): name is Placeholder => Object.hasOwn(placeholders, name)

/** Names in braces that mean nothing. */
export function unknownPlaceholders(template: string): string[] {
  const names = [...template.matchAll(pattern)].map(([, name = '']) => name)
  return [...new Set(names.filter((name) => !isPlaceholder(name.trim())))]
}

/**
 * Fills a text; what has no value leaves no trace, and what stands in a value is not filled again.
 *
 * @param charactersMax longer text is cut, with an ellipsis
 */
export function fillTemplate(
  template: string,
  values: Readonly<Record<Placeholder, string | null>>,
  charactersMax: number,
): string {
  const filled = template.replace(pattern, (whole, name: string) => {
    const key = name.trim()
    return isPlaceholder(key) ? (values[key] ?? '') : whole
  })
  return shortened(tidied(filled), charactersMax)
}

/** Gaps that empty placeholders leave are closed; lines stay lines. */
const tidied = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/[ \t]+/g, ' ').trim())
    .join('\n')
    .trim()

export function shortened(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text
  // Never half of a pair.
  return `${text
    .slice(0, charactersMax - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}…`
}
