import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deliveryOf, recordOf } from './deliveries.ts'
import { recordKinds } from './dirty.ts'
import type { Delivery } from './inbox.ts'

test('a delivery comes out of its record as it went in, byte for byte', () => {
  const text = fc.option(fc.string({ unit: 'binary' }), { nil: null })
  const deliveries = fc.record<Delivery>({
    side: fc.constantFrom('capsule', 'xero'),
    workspaceId: text,
    connectionId: text,
    receivedAt: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
    body: fc.uint8Array({ maxLength: 50 }),
    dedupeKey: fc.string({ unit: 'binary' }),
    flaw: text,
    records: fc.option(
      fc.array(
        fc.record({ kind: fc.constantFrom(...recordKinds), id: fc.string({ unit: 'binary' }), tenant: text }),
      ),
      { nil: null },
    ),
  })
  fc.assert(
    fc.property(deliveries, (delivery) => {
      const back = deliveryOf(recordOf(delivery))
      expect({ ...back, body: [...back.body] }).toEqual({ ...delivery, body: [...delivery.body] })
    }),
  )
})
