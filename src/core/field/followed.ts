/**
 * Following a structured normal form with the parts it may have been made of: most values did not change, and are
 * recognised so without being made anew. Only plain parts, as they are shown already, are followed; where texts part,
 * the value is read in full. Each function takes the place where the one before ended and tells where it ends itself.
 */
const parted = -1

const [quote, comma, opening, backslash, closing, space, line] = [34, 44, 91, 92, 93, 32, 10]

/** Behind the bracket of a list, at the given place. */
export function opened(likely: string, at = 0): number {
  return likely.charCodeAt(at) === opening ? at + 1 : parted
}

/** Behind the bracket that ends a list with something in it. */
export function closed(likely: string, at: number): number {
  return at !== parted && likely.charCodeAt(at) === closing ? at + 1 : parted
}

/** Whether all of a list was followed, and it holds a text. */
export function isFollowed(likely: string, at: number): boolean {
  return at === likely.length && likely.includes('"')
}

export function behindComma(likely: string, at: number): number {
  return at !== parted && likely.charCodeAt(at) === comma ? at + 1 : parted
}

/** Behind a text as `shownOrNull` leaves it alone, or null. */
export function behindText(likely: string, at: number, text: string | null): number {
  if (at === parted || text === null) return behindNull(likely, at)
  if (likely.charCodeAt(at) !== quote) return parted
  let place = at
  let before = space
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (!isPlain(code) || (code === space && before === space)) return parted
    if (likely.charCodeAt(++place) !== code) return parted
    before = code
  }
  return before === space ? parted : behindQuote(likely, place + 1)
}

/** Behind an address as `emailForm` leaves it alone, or null. */
export function behindEmail(likely: string, at: number, address: string | null): number {
  if (at === parted || address === null) return behindNull(likely, at)
  if (likely.charCodeAt(at) !== quote || address === '') return parted
  let place = at
  for (let i = 0; i < address.length; i++) {
    const code = address.charCodeAt(i)
    if (!isPlain(code) || code === space || (code > 64 && code < 91)) return parted
    if (likely.charCodeAt(++place) !== code) return parted
  }
  return behindQuote(likely, place + 1)
}

/** Behind the lines of a street, each of which may hold several; null where there are none. */
export function behindLines(likely: string, at: number, texts: readonly string[], linesMax: number): number {
  if (at === parted || texts.length === 0) return behindNull(likely, at)
  if (likely.charCodeAt(at) !== quote) return parted
  let place = at
  let lines = 0
  for (const text of texts) {
    if (++lines > 1) {
      if (likely.charCodeAt(++place) !== backslash || likely.charCodeAt(++place) !== 110) return parted
    }
    let before = space
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code === line) {
        if (before === space || likely.charCodeAt(++place) !== backslash) return parted
        if (likely.charCodeAt(++place) !== 110) return parted
        before = space
        lines++
        continue
      }
      if (!isPlain(code) || (code === space && before === space)) return parted
      // A line does not end in a space.
      if (code === space && (i + 1 === text.length || text.charCodeAt(i + 1) === line)) return parted
      if (likely.charCodeAt(++place) !== code) return parted
      before = code
    }
    if (before === space) return parted
  }
  return lines > linesMax ? parted : behindQuote(likely, place + 1)
}

function behindNull(likely: string, at: number): number {
  return at !== parted && likely.startsWith('null', at) ? at + 4 : parted
}

function behindQuote(likely: string, at: number): number {
  return likely.charCodeAt(at) === quote ? at + 1 : parted
}

/** Seven-bit, and written in JSON as it is. */
const isPlain = (code: number): boolean =>
  code >= space && code <= 126 && code !== quote && code !== backslash
