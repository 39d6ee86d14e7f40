import { z } from 'zod'

/** Shapes of what `operation.after` holds, read back from the database. */
export const NewPartyShape = z.object({
  type: z.enum(['person', 'organisation']),
  name: z.string().nullable(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  emails: z.array(z.object({ type: z.string().nullable(), address: z.string() })),
  phones: z.array(z.object({ type: z.string().nullable(), number: z.string() })),
  addresses: z.array(
    z.object({
      type: z.string(),
      street: z.string().nullable(),
      city: z.string().nullable(),
      state: z.string().nullable(),
      zip: z.string().nullable(),
      country: z.string().nullable(),
    }),
  ),
  websites: z.array(z.object({ address: z.string() })),
  contactId: z.string(),
  contactLink: z.string(),
})

export const ReferenceShape = z.object({ contactId: z.string(), contactLink: z.string() })
