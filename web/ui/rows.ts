/** Marks a link that stands for a row, for `j` and `k`. */
export const rowMark = { 'data-row': '' } as const

/** Moves the focus to the next or previous row; from outside the list, to the first one in view. */
export function moveRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')]
  const focused = document.activeElement
  const at = focused instanceof HTMLElement ? rows.indexOf(focused) : -1
  const target = at === -1 ? rows.find((row) => row.getBoundingClientRect().top >= 0) : rows[at + step]
  target?.focus()
  target?.scrollIntoView({ block: 'nearest' })
}

let wanted = false

/** Puts the cursor into the search field, or has the next page with one do so. */
export function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>('[data-search]')
  wanted = field === null
  field?.focus()
  field?.select()
}

/** For a page with a search field that has just appeared. */
export function focusSearchIfWanted(): void {
  if (wanted) focusSearch()
}
