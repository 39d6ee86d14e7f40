/** Rows of one statement; a parameter of tens of megabytes would stay in the embedded database's memory. */
const rowsPerStatement = 1_000

export async function inChunks<Row>(
  rows: readonly Row[],
  work: (chunk: readonly Row[]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    await work(rows.slice(from, from + rowsPerStatement))
  }
}
