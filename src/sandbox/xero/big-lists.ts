import { json, Refusal } from './errors.ts'
import type { Expression } from './where.ts'

export const bigListRowsMax = 100_000

function fieldsOf(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'literal':
      return []
    case 'field':
      return [expression.path]
    case 'method':
    case 'not':
      return fieldsOf(expression.of)
    default:
      return [...fieldsOf(expression.left), ...fieldsOf(expression.right)]
  }
}

/** What a listing asks of a table. */
export interface BigList {
  readonly rows: number
  readonly matched: number
  readonly paged: boolean
  readonly where: Expression | null
  readonly order: readonly string[]
  /** Fields whose filters and orders are fast, lower case. */
  readonly optimised: ReadonlySet<string>
}

/**
 * More rows than an answer may have, or a slow filter or order over more than that.
 *
 * @throws Refusal 400
 * @source xero.md, "3. Limits", big lists; "5. Reading", optimised filters
 */
export function checkBigList(list: BigList) {
  const slow = [...(list.where ? fieldsOf(list.where) : []), ...list.order].some(
    (field) => !list.optimised.has(field),
  )
  const tooMany = list.matched > bigListRowsMax && !list.paged
  if (!tooMany && !(slow && list.rows > bigListRowsMax)) return
  throw new Refusal(
    json(400, {
      ErrorNumber: 10,
      Type: 'ValidationException',
      Message: `The request would read more than ${bigListRowsMax} records. Use paging and optimised filters.`,
      Elements: [],
    }),
  )
}
