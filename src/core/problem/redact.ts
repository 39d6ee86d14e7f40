/** Names of values that never leave the product, whatever they hold. */
const secretName = /token|secret|password|authorization|cookie|api_?key|client_?id/i
/** Names of values that may be compared with what is known, but not read off a screenshot. */
const personalName = /tax|bank|account_?number|birth/i

/** A request or an answer for showing: its form stays, secrets go, addresses and numbers are masked. */
export function redacted(value: unknown, name = ''): unknown {
  if (secretName.test(name)) return value === null ? null : '(hidden)'
  if (Array.isArray(value)) return value.map((each) => redacted(each, name))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, redacted(each, key)]))
  if (typeof value !== 'string') return value
  return personalName.test(name) ? masked(value) : redactedText(value)
}

/** A text with e-mail addresses and long numbers masked. */
export function redactedText(text: string): string {
  return text
    .replace(/\bBearer\s+\S+/gi, 'Bearer (hidden)')
    .replace(
      /([^\s@"'<>()]{1,64})@([^\s@"'<>()]+)/g,
      (_all, local: string, host: string) => `${masked(local)}@${host}`,
    )
    .replace(/(?<![\w-])(?!\d{4}-\d\d-\d\d)\+?\d[\d ().-]{6,}\d(?![\w-])/g, masked)
}

/** First and last sign, for somebody who knows the value. */
function masked(text: string): string {
  if (text.length <= 2) return '*'.repeat(text.length)
  return `${text.slice(0, 1)}${'*'.repeat(Math.min(8, text.length - 2))}${text.slice(-1)}`
}
