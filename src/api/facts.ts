import { z } from 'zod'
import { factKeys } from '#core/fact/fact.ts'
import { Instant } from './common.ts'

const FieldSetting = z.object({ on: z.boolean(), name: z.string() })

/** The switches. Everything is off until somebody switches it on. */
export const FactSettings = z.object({
  fields: z.record(z.enum(factKeys), FieldSetting),
  tag: z.object({ on: z.boolean(), name: z.string() }),
  task: z.object({
    on: z.boolean(),
    /** From this many days overdue. */
    days: z.int(),
    /** Capsule user for records without an owner; null leaves it to Capsule. */
    defaultOwnerId: z.int().positive().nullable(),
  }),
  notes: z.object({ paid: z.boolean(), overdue: z.boolean() }),
  /** Documents of one customer that change within it are one write. */
  windowSeconds: z.int(),
})
export type FactSettings = z.infer<typeof FactSettings>

/** `GET /api/facts` */
export const FactsView = z.object({
  settings: FactSettings,
  fields: z.array(
    z.object({
      fact: z.enum(factKeys),
      /** One sentence: what the field holds. */
      means: z.string(),
      type: z.enum(['number', 'date', 'text']),
      /** The field exists in Capsule. */
      made: z.boolean(),
    }),
  ),
  /** Of the amounts; null while Xero is not connected. */
  currency: z.string().nullable(),
  /** Both sides are connected, so that switching on can be tried. */
  ready: z.boolean(),
  changedAt: Instant.nullable(),
  changedBy: z.string().nullable(),
})
export type FactsView = z.infer<typeof FactsView>

/** `POST /api/facts/preview` with `FactSettings`: what switching so would write now. Nothing is written. */
export const FactsPreview = z.object({
  /** Names exactly this preview. */
  hash: z.string(),
  customers: z.int(),
  /** Records written to, and values in them. */
  records: z.int(),
  values: z.int(),
  tagged: z.int(),
  untagged: z.int(),
  tasks: z.int(),
  newFields: z.array(z.string()),
  usedFields: z.array(z.string()),
  /** Calls to Capsule, now and on an ordinary day for the passing of the day alone. */
  calls: z.int(),
  daily: z.int(),
  /** Some of the records, of those the reader may see. */
  samples: z.array(
    z.object({
      name: z.string(),
      href: z.string(),
      changes: z.array(
        z.object({ label: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
      ),
      tag: z.string().nullable(),
      task: z.string().nullable(),
    }),
  ),
})
export type FactsPreview = z.infer<typeof FactsPreview>

/** `PUT /api/facts`: refused with 409 when what it would write is not what was shown. */
export const FactsInput = z.object({ settings: FactSettings, hash: z.string() })
