import type { Reply } from './exchange.ts'
import { RemoteError, type Side } from './remote-error.ts'

/** A zod schema, as far as it matters here. */
export interface ReplySchema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
        }
      }
}

/**
 * What an answer says, or an error that names the place where it is not what was documented.
 *
 * @param write whether the call changed something: it did, whatever the answer looks like
 * @throws RemoteError `bad_reply`, `ambiguous` after a write
 */
export function parseReply<T>(side: Side, reply: Reply, schema: ReplySchema<T>, write: boolean): T {
  const bad = (message: string) =>
    new RemoteError({ side, kind: 'bad_reply', status: reply.status, message, ambiguous: write })
  let json: unknown
  try {
    json = JSON.parse(reply.text)
  } catch {
    // The parser's own words would quote the answer.
    throw bad(`${side}: not JSON (${reply.text.length} characters)`)
  }
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw bad(
    `${side}: unexpected answer at ${issue?.path.map(String).join('.') || 'top'}: ${issue?.message ?? ''}`,
  )
}
