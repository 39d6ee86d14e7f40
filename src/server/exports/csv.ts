import type { Cell, Column, Rows } from './cell.ts'

const encoder = new TextEncoder()
/** Without it Excel reads the bytes in the code page of the machine. */
const byteOrderMark = '\ufeff'

/** RFC 4180 in UTF-8; what a spreadsheet would take for a formula stays text. */
export async function* csvFile(columns: readonly Column[], rows: Rows): AsyncGenerator<Uint8Array> {
  yield encoder.encode(byteOrderMark + line(columns.map(({ title }) => ({ kind: 'text', text: title }))))
  for await (const some of rows) yield encoder.encode(some.map(line).join(''))
}

const line = (cells: readonly Cell[]): string => `${cells.map(cellText).join(',')}\r\n`

function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (cell.kind === 'number') return cell.decimal
  if (cell.kind === 'day') return cell.day
  const safe = isFormula(cell.text) ? `'${cell.text}` : cell.text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Also after a line break or spaces, where some programs begin to read a cell. */
const isFormula = (value: string): boolean =>
  /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(value)
