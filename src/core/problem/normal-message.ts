const gap = '…'

/**
 * A vendor's message without what is particular to one record, so that the same fault of many records reads the same:
 * addresses, ids, quoted values, dates and numbers give way to "…".
 */
export function normalMessage(text: string): string {
  return text
    .normalize('NFC')
    .replace(/https?:\/\/\S+/gi, gap)
    .replace(/[^\s@"'“”<>()]+@[^\s@"'“”<>()]+/g, gap)
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, gap)
    .replace(/"[^"]*"|“[^”]*”|‘[^’]*’|(?<![\p{L}\p{N}])'[^']*'(?![\p{L}\p{N}])/gu, gap)
    .replace(/[+-]?\p{N}[\p{N}.,:/-]*/gu, gap)
    .replace(/\s+/g, ' ')
    .replace(/…( ?…)+/g, gap)
    .trim()
    .slice(0, 500)
}
