import type { Vendor } from './kernel/calls.ts'
import type { Kernel } from './kernel/kernel.ts'

/** Faults a person provokes by what they write into a record, e.g. a name ending in `[fail:500]`. */
const marks = /\[(?:fail:(401|429|500|502|503|504)|(slow)|(lost))\]/

/** Seconds a `[slow]` write takes. */
export const slowSeconds = 8

/** Words that make a record refused as invalid, by itself: the others of its batch are written. */
const refusedMark = '[fail:400]'
export const refusedMessage = 'This record was made to fail: its text holds [fail:400].'

export const isRefused = (sent: unknown): boolean => JSON.stringify(sent)?.includes(refusedMark) ?? false

/**
 * Lets the fault strike that a write asks for in its text, and only that write.
 *
 * @param body what was sent, as text
 */
export async function withSentinel(
  kernel: Kernel,
  vendor: Vendor,
  request: Request,
  serve: (request: Request) => Promise<Response>,
): Promise<Response> {
  const found = ['POST', 'PUT', 'PATCH'].includes(request.method)
    ? marks.exec(await request.clone().text())
    : null
  if (!found) return serve(request)
  const { pathname } = new URL(request.url)
  const [, code, slow] = found
  const common = { vendor, method: request.method, path: pathname, times: 1, probability: 1 }
  const plain = { ...common, status: 503, delayMs: slowSeconds * 1_000 }
  const id = kernel.faults.add(
    slow
      ? { ...plain, kind: 'slow' }
      : code === '401'
        ? { ...plain, kind: 'unauthorised' }
        : code === '429'
          ? { ...plain, kind: 'limited' }
          : code
            ? { ...plain, kind: 'status', status: Number(code) }
            : { ...plain, kind: 'lost_answer' },
  )
  try {
    return await serve(request)
  } finally {
    kernel.faults.remove(id)
  }
}
