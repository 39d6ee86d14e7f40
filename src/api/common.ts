import { z } from 'zod'

/** An amount in integer minor units of an ISO 4217 currency. */
export const Money = z.object({ minor: z.int(), currency: z.string().length(3) })
export type Money = z.infer<typeof Money>

/** Null for somebody who sees states without amounts. */
export const Amount = Money.nullable()
/** Currency by currency; null for somebody who sees states without amounts. */
export const Amounts = z.array(Money).nullable()

/** ISO 8601 UTC instant. */
export const Instant = z.iso.datetime()
/** Calendar day, YYYY-MM-DD. */
export const Day = z.iso.date()

export const Side = z.enum(['capsule', 'xero'])
export type Side = z.infer<typeof Side>

/** Every refusal of our API: what happened, why, and what to do next, in words for people. */
export const ApiError = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    next: z.string().nullable(),
  }),
})
export type ApiError = z.infer<typeof ApiError>
