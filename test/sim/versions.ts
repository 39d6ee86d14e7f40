import { z } from 'zod'
import type { Vendor } from '#sandbox/kernel/calls.ts'

/** Records as they were answered before, for answers that come late. */
export interface Versions {
  /**
   * Notes an answer, and gives it with records as they were before the last change that the engine has seen; null
   * when there are none. What the engine has not seen yet comes as it is, for nobody would tell it again.
   *
   * @param seen  when each record changed last as the engine knows it, epoch milliseconds; null to note only
   */
  older(side: Vendor, response: Response, seen: ReadonlyMap<string, number> | null): Promise<Response | null>
}

type Row = Readonly<Record<string, unknown>>

const Parties = z.looseObject({ parties: z.array(z.looseObject({ id: z.int(), updatedAt: z.string() })) })
const Contacts = z.looseObject({
  Contacts: z.array(z.looseObject({ ContactID: z.string(), UpdatedDateUTC: z.string() })),
})

export function createVersions(): Versions {
  const known = new Map<string, Map<number, Row>>()

  /** The row as it was before, where the engine has seen how it is now. */
  function before(id: string, at: number, row: Row, seen: ReadonlyMap<string, number> | null): Row | null {
    const versions = known.get(id) ?? new Map<number, Row>()
    known.set(id, versions)
    if (!versions.has(at)) versions.set(at, row)
    if (seen?.get(id) !== at) return null
    const earlier = [...versions.keys()].filter((version) => version < at)
    return versions.get(Math.max(...earlier)) ?? null
  }

  return {
    async older(side, response, seen) {
      if (response.status !== 200) return null
      const text = await response.clone().text()
      const body = text.startsWith('{') ? rowsOf(side, JSON.parse(text)) : null
      if (body === null) return null
      const late = body.rows.map(({ id, at, row }) => before(id, at, row, seen))
      if (late.every((row) => row === null)) return null
      const rows = body.rows.map(({ row }, at) => late[at] ?? row)
      const { status, headers } = response
      return new Response(JSON.stringify({ ...body.whole, [body.name]: rows }), { status, headers })
    },
  }
}

interface Body {
  readonly whole: object
  /** Under which the rows stand. */
  readonly name: string
  readonly rows: readonly { readonly id: string; readonly at: number; readonly row: Row }[]
}

function rowsOf(side: Vendor, body: unknown): Body | null {
  if (side === 'capsule') {
    const parsed = Parties.safeParse(body)
    if (!parsed.success) return null
    const rows = parsed.data.parties.map((row) => ({
      id: String(row.id),
      at: Date.parse(row.updatedAt),
      row,
    }))
    return { whole: parsed.data, name: 'parties', rows }
  }
  const parsed = Contacts.safeParse(body)
  if (!parsed.success) return null
  const rows = parsed.data.Contacts.map((row) => ({
    id: row.ContactID,
    at: xeroTime(row.UpdatedDateUTC),
    row,
  }))
  return { whole: parsed.data, name: 'Contacts', rows }
}

/** `/Date(1730000000000+0000)/`. */
const xeroTime = (text: string): number => Number(/\d+/.exec(text)?.[0] ?? 0)
