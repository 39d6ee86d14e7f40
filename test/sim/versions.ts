import { z } from 'zod'
import type { Vendor } from '#sandbox/kernel/calls.ts'

/** Records as they were answered before, for answers that come late. */
export interface Versions {
  /**
   * The answer; where `seen` is given, with records as they were before the last change that the engine has seen. What
   * it has not seen yet comes as it is: nobody may lose what was never told again.
   *
   * @param seen  when each record changed last as the engine knows it, epoch milliseconds
   */
  answer(side: Vendor, response: Response, seen: ReadonlyMap<string, number> | null): Promise<Response>
}

type Row = Readonly<Record<string, unknown>>

const Parties = z.looseObject({ parties: z.array(z.looseObject({ id: z.int(), updatedAt: z.string() })) })
const Contacts = z.looseObject({
  Contacts: z.array(z.looseObject({ ContactID: z.string(), UpdatedDateUTC: z.string() })),
})

export function createVersions(): Versions {
  const known = new Map<string, Map<number, Row>>()

  /** Notes the row; answers an older one where there is one and the engine has seen what is there now. */
  function older(id: string, at: number, row: Row, seen: ReadonlyMap<string, number> | null): Row {
    const versions = known.get(id) ?? new Map<number, Row>()
    known.set(id, versions)
    if (!versions.has(at)) versions.set(at, row)
    if (seen?.get(id) !== at) return row
    const before = Math.max(...[...versions.keys()].filter((version) => version < at))
    return versions.get(before) ?? row
  }

  return {
    async answer(side, response, seen) {
      if (response.status !== 200) return response
      const text = await response.clone().text()
      if (!text.startsWith('{')) return response
      const body: unknown = JSON.parse(text)
      const late = side === 'capsule' ? lateParties(body) : lateContacts(body)
      if (seen === null || late === null) return response
      return new Response(JSON.stringify(late), { status: response.status, headers: response.headers })

      function lateParties(body: unknown): object | null {
        const parsed = Parties.safeParse(body)
        if (!parsed.success) return null
        const { parties } = parsed.data
        return {
          ...parsed.data,
          parties: parties.map((row) => older(String(row.id), Date.parse(row.updatedAt), row, seen)),
        }
      }

      function lateContacts(body: unknown): object | null {
        const parsed = Contacts.safeParse(body)
        if (!parsed.success) return null
        const { Contacts: contacts } = parsed.data
        return {
          ...parsed.data,
          Contacts: contacts.map((row) => older(row.ContactID, xeroTime(row.UpdatedDateUTC), row, seen)),
        }
      }
    },
  }
}

/** `/Date(1730000000000+0000)/`. */
const xeroTime = (text: string): number => Number(/\d+/.exec(text)?.[0] ?? 0)
