import type { AgedSum, AgeingBy, AgeingRow, InvoiceAgeing } from '#api/invoices.ts'
import { without } from '#api/invoices.ts'
import { assert } from '#core/assert.ts'
import { type AgeingBucket, ageingBuckets, bucketOf } from '#core/ledger/ageing.ts'
import type { LedgerSide } from '#core/model/document.ts'
import { gone, tableOf } from './document-class.ts'
import { type ContactColumns, type DocumentColumns, noDay } from './document-columns.ts'

interface Aged {
  readonly by: AgeingBy
  readonly side: LedgerSide
  /** A currency, or all of them converted; null takes the one most documents are in. */
  readonly in: string | null
  readonly baseCurrency: string
  readonly amounts: boolean
}

const rowsMax = 50
const width = ageingBuckets.length

/** What is owed on these rows, by how late it is, for each customer, owner, team or tag. */
export function aged(columns: DocumentColumns, rows: Uint32Array, options: Aged): InvoiceAgeing {
  const { at, currencies, contacts, todays } = columns
  const { by, side } = options
  const isOwed = tableOf(
    (one) =>
      one.side === side &&
      (one.kind === 'invoice' || one.kind === 'bill') &&
      (one.state === 'outstanding' || one.state === 'overdue'),
  )
  const owed = rows.filter((row) => isOwed[at.class[row] ?? gone] === 1)

  const perCurrency = new Float64Array(currencies.texts.length)
  for (const row of owed) {
    const code = at.currency[row] ?? 0
    perCurrency[code] = (perCurrency[code] ?? 0) + 1
  }
  const found = currencies.texts
    .map((currency, code) => ({ currency, documents: perCurrency[code] ?? 0 }))
    .filter(({ documents }) => documents > 0)
    .sort((a, b) => b.documents - a.documents || (a.currency < b.currency ? -1 : 1))
  const converted = options.in === 'converted'
  const currency = converted
    ? options.baseCurrency
    : (options.in ?? found[0]?.currency ?? options.baseCurrency)
  const code = currencies.find(currency)

  const sums = createSums(groupsOf(contacts, by))
  let unconverted = 0
  for (const row of owed) {
    if (!converted && at.currency[row] !== code) continue
    const minor = (converted ? at.baseLeft[row] : at.left[row]) ?? 0
    if (Number.isNaN(minor)) {
      unconverted++
      continue
    }
    const due = at.due[row] ?? noDay
    const bucket =
      due === noDay ? 0 : ageingBuckets.indexOf(bucketOf((todays[at.connection[row] ?? 0] ?? 0) - due))
    const contact = at.contact[row] ?? 0
    sums.addTotal(bucket, minor)
    if (by === 'customer') sums.add(contact, bucket, minor)
    else if (by === 'owner') sums.add(contacts.ownerOf[contact] ?? 0, bucket, minor)
    else if (by === 'team') sums.add(contacts.teamOf[contact] ?? 0, bucket, minor)
    else {
      const tags = contacts.tagsOf[contact] ?? []
      // The last place is for those without a tag.
      if (tags.length === 0) sums.add(contacts.tags.texts.length, bucket, minor)
      for (const tag of tags) sums.add(tag, bucket, minor)
    }
  }
  const { first, rest, total } = sums.largest(rowsMax)
  return {
    by,
    side,
    currency,
    converted,
    unconverted,
    currencies: found,
    rows: first.map(
      (group): AgeingRow => ({ ...nameOf(contacts, by, group.group), ...shown(group, options.amounts) }),
    ),
    rest: rest === null ? null : { groups: rest.groups, ...shown(rest, options.amounts) },
    total: shown(total, options.amounts),
  }
}

function groupsOf(contacts: ContactColumns, by: AgeingBy): number {
  if (by === 'customer') return contacts.ids.size
  if (by === 'owner') return contacts.owners.texts.length
  return by === 'team' ? contacts.teams.texts.length : contacts.tags.texts.length + 1
}

function nameOf(contacts: ContactColumns, by: AgeingBy, group: number): Pick<AgeingRow, 'key' | 'name'> {
  if (by === 'customer') return { key: contacts.ids.idAt(group), name: contacts.name(group) }
  const { texts } = by === 'owner' ? contacts.owners : by === 'team' ? contacts.teams : contacts.tags
  const name = texts[group] ?? ''
  return { key: name === '' ? without : name, name }
}

interface Sum {
  readonly minor: Float64Array
  readonly documents: Float64Array
}

function createSums(groups: number) {
  const minor = new Float64Array(groups * width)
  const documents = new Float64Array(groups * width)
  const total: Sum = { minor: new Float64Array(width), documents: new Float64Array(width) }
  const put = (into: Sum, index: number, amount: number, count: number) => {
    into.minor[index] = (into.minor[index] ?? 0) + amount
    into.documents[index] = (into.documents[index] ?? 0) + count
  }
  const sumOf = (group: number): Sum & { readonly group: number } => ({
    group,
    minor: minor.slice(group * width, (group + 1) * width),
    documents: documents.slice(group * width, (group + 1) * width),
  })
  return {
    add: (group: number, bucket: number, amount: number) =>
      put({ minor, documents }, group * width + bucket, amount, 1),
    addTotal: (bucket: number, amount: number) => put(total, bucket, amount, 1),
    /** By amount, the largest first. */
    largest(most: number) {
      const present: number[] = []
      for (let group = 0; group < groups; group++) {
        for (let bucket = 0; bucket < width; bucket++) {
          if ((documents[group * width + bucket] ?? 0) === 0) continue
          present.push(group)
          break
        }
      }
      const whole = Float64Array.from({ length: groups }, (_, group) => {
        let sum = 0
        for (let bucket = 0; bucket < width; bucket++) sum += minor[group * width + bucket] ?? 0
        return sum
      })
      present.sort((a, b) => (whole[b] ?? 0) - (whole[a] ?? 0) || a - b)
      const others = present.slice(most)
      const rest = {
        groups: others.length,
        minor: new Float64Array(width),
        documents: new Float64Array(width),
      }
      for (const group of others) {
        for (let bucket = 0; bucket < width; bucket++) {
          const index = group * width + bucket
          put(rest, bucket, minor[index] ?? 0, documents[index] ?? 0)
        }
      }
      return { first: present.slice(0, most).map(sumOf), rest: others.length > 0 ? rest : null, total }
    },
  }
}

function shown({ minor, documents }: Sum, amounts: boolean) {
  const sum = (values: Float64Array) => values.reduce((whole, one) => whole + one, 0)
  const each = (bucket: AgeingBucket): AgedSum => {
    const index = ageingBuckets.indexOf(bucket)
    return { documents: documents[index] ?? 0, minor: amounts ? (minor[index] ?? 0) : null }
  }
  const whole = sum(minor)
  assert(Number.isSafeInteger(whole), 'a sum of the ageing is out of range')
  return {
    buckets: {
      current: each('current'),
      days1to30: each('days1to30'),
      days31to60: each('days31to60'),
      days61to90: each('days61to90'),
      over90: each('over90'),
    },
    sum: { documents: sum(documents), minor: amounts ? whole : null },
  }
}
