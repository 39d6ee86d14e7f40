import { invalid } from './refusal.ts'
import { switches } from './switches.ts'

export interface Page<T> {
  readonly items: readonly T[]
  readonly headers: Readonly<Record<string, string>>
}

interface PageRequest {
  readonly page: number
  readonly perPage: number
}

const perPageMax = 100

/** @source reference capsule.md §3.5; that more than 100 is refused is unconfirmed */
export function pageRequest(query: URLSearchParams): PageRequest {
  return {
    page: whole(query, 'page', 1, Number.MAX_SAFE_INTEGER),
    perPage: whole(query, 'perPage', 50, perPageMax),
  }
}

function whole(query: URLSearchParams, field: string, fallback: number, max: number): number {
  const value = query.get(field)
  if (value === null || value === '') return fallback
  const number = Number(value)
  if (number > max && Number.isInteger(number) && !switches.tooLargePageRefused) return max
  if (!/^\d+$/.test(value) || number < 1 || number > max)
    throw invalid(`${field} must be between 1 and ${max}`, undefined, field)
  return number
}

/** One page of a list that is walked no further than needed, with the headers that lead on. */
export function paginate<T>(list: Iterable<T>, requestUrl: string, publicUrl: string): Page<T> {
  const asked = new URL(requestUrl)
  const { page, perPage } = pageRequest(asked.searchParams)
  const skip = (page - 1) * perPage
  const items: T[] = []
  let position = 0
  let more = false
  for (const item of list) {
    if (position++ < skip) continue
    if (items.length === perPage) {
      more = true
      break
    }
    items.push(item)
  }
  return { items, headers: pageHeaders(asked, publicUrl, page, more) }
}

export function pageHeaders(
  asked: URL,
  publicUrl: string,
  page: number,
  more: boolean,
): Record<string, string> {
  const link = (target: number, rel: string) => {
    const query = new URLSearchParams(asked.searchParams)
    query.set('page', String(target))
    return `<${publicUrl}${asked.pathname}?${query}>; rel="${rel}"`
  }
  const links = [...(more ? [link(page + 1, 'next')] : []), ...(page > 1 ? [link(page - 1, 'prev')] : [])]
  return { 'X-Pagination-Has-More': String(more), ...(links.length > 0 ? { Link: links.join(', ') } : {}) }
}
