/**
 * Cuts a table written as text: one record a line, cells between bars, empty lines between groups.
 *
 * @throws when a line has another number of cells than there are columns
 */
export function table<Column extends string>(
  columns: readonly Column[],
  text: string,
): readonly Readonly<Record<Column, string>>[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const cells = line.split('|').map((cell) => cell.trim())
      if (cells.length !== columns.length)
        throw new Error(`${cells.length} cells, not ${columns.length}: ${line}`)
      const record: Partial<Record<Column, string>> = {}
      columns.forEach((column, at) => {
        record[column] = cells[at] ?? ''
      })
      return record as Record<Column, string>
    })
}
