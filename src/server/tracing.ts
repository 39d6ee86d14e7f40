import { AsyncLocalStorage } from 'node:async_hooks'
import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Intake, IntakeAnswer } from '#sync/intake.ts'
import type { Metrics } from './metrics.ts'

/** Where a span began, as text that travels with a job. */
export type Carrier = Readonly<Record<string, string>>

const tracer = trace.getTracer('counterpart')

/** What a job made now belongs to; empty when nobody collects spans. */
export function carrierNow(): Carrier {
  const carrier: Record<string, string> = {}
  propagation.inject(context.active(), carrier)
  return carrier
}

/** Runs in a span, which ends with the work and says when it failed. */
async function within<T>(
  name: string,
  kind: SpanKind,
  attributes: Record<string, string>,
  work: (span: Span) => Promise<T>,
) {
  return tracer.startActiveSpan(name, { kind, attributes }, async (span) => {
    try {
      return await work(span)
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' })
      throw error
    } finally {
      span.end()
    }
  })
}

/** From the arrival of a webhook to its answer. */
export function observedIntake(intake: Intake, metrics: Metrics, now: () => number): Intake {
  const observed = (side: 'capsule' | 'xero', take: () => Promise<IntakeAnswer>) =>
    within('webhook', SpanKind.SERVER, { 'counterpart.side': side }, async (span) => {
      const begun = now()
      const done = (answer: IntakeAnswer | 'not_stored') => {
        span.setAttribute('counterpart.answer', answer)
        metrics.hook(side, answer, (now() - begun) / 1_000)
      }
      try {
        const answer = await take()
        done(answer)
        return answer
      } catch (error) {
        done('not_stored')
        throw error
      }
    })
  return {
    xero: (raw, signature) => observed('xero', () => intake.xero(raw, signature)),
    capsule: (raw, secret) => observed('capsule', () => intake.capsule(raw, secret)),
  }
}

/** Whose lane a call belongs to, and whether this process may still act for it. */
const laneOf = new AsyncLocalStorage<AbortSignal>()

/** A lane from its start to its end, as a part of what woke it. */
export function observedLane<T>(
  { workspaceId, carrier, lost }: { workspaceId: string; carrier: Carrier; lost: AbortSignal },
  metrics: Metrics,
  now: () => number,
  work: () => Promise<T>,
): Promise<T> {
  return laneOf.run(lost, () =>
    context.with(propagation.extract(context.active(), carrier), () =>
      within('lane', SpanKind.CONSUMER, { 'counterpart.workspace': workspaceId }, async () => {
        const begun = now()
        const done = (outcome: 'done' | 'failed') => metrics.lane(outcome, (now() - begun) / 1_000)
        try {
          const result = await work()
          done('done')
          return result
        } catch (error) {
          done('failed')
          throw error
        }
      }),
    ),
  )
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Calls of the vendors. A lane that another process may have taken over makes none any more. */
export function observedFetch(
  send: Fetch,
  sideOf: (url: string) => 'capsule' | 'xero',
  metrics: Metrics,
  now: () => number,
): Fetch {
  return (url, init) => {
    laneOf.getStore()?.throwIfAborted()
    const side = sideOf(url)
    const method = init.method ?? 'GET'
    const attributes = {
      'counterpart.side': side,
      'http.request.method': method,
      'url.path': new URL(url).pathname,
    }
    return within(`${side} ${method}`, SpanKind.CLIENT, attributes, async (span) => {
      const begun = now()
      const done = (status: number | null) => metrics.call(side, method, status, (now() - begun) / 1_000)
      try {
        const response = await send(url, init)
        span.setAttribute('http.response.status_code', response.status)
        done(response.status)
        return response
      } catch (error) {
        done(null)
        throw error
      }
    })
  }
}
