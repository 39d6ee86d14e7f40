import { z } from 'zod'
import { fieldKeys } from '#core/field/field.ts'
import { capsuleFieldId } from '#core/model/ids.ts'

const text = z.string().nullable()

/** Shapes of what `operation.before` and `operation.after` hold, read back from the database. */
export const NewPartyShape = z.object({
  type: z.enum(['person', 'organisation']),
  name: text,
  firstName: text,
  lastName: text,
  emails: z.array(z.object({ type: text, address: z.string() })),
  phones: z.array(z.object({ type: text, number: z.string() })),
  addresses: z.array(
    z.object({ type: z.string(), street: text, city: text, state: text, zip: text, country: text }),
  ),
  websites: z.array(z.object({ address: z.string() })),
  contactId: z.string(),
  contactLink: z.string(),
})

export const FieldShape = z.object({ name: z.string(), purpose: z.enum(['contact_id', 'contact_link']) })

export const ReferenceShape = z.object({ contactId: z.string(), contactLink: z.string() })

export const NoteShape = z.object({ name: z.string() })

export const ReferenceBeforeShape = z.object({ contactId: text, contactLink: text })

const row = <Value extends z.ZodRawShape>(value: Value) =>
  z.union([
    z.strictObject({ id: z.int(), remove: z.literal(true) }),
    z.object({ id: z.int().exactOptional(), type: text, ...value }),
  ])

export const CapsuleEditShape = z.object({
  name: z.string().exactOptional(),
  firstName: text.exactOptional(),
  lastName: text.exactOptional(),
  emails: z.array(row({ address: z.string() })).exactOptional(),
  phones: z.array(row({ number: z.string() })).exactOptional(),
  addresses: z
    .array(row({ street: text, city: text, state: text, zip: text, country: text }))
    .exactOptional(),
  fields: z
    .array(z.object({ definitionId: z.int().positive().transform(capsuleFieldId), value: text }))
    .exactOptional(),
  tags: z.object({ add: z.array(z.string()), remove: z.array(z.int()) }).exactOptional(),
})

const Address = z.object({
  type: z.enum(['POBOX', 'STREET']),
  lines: z.array(z.string()),
  city: text,
  region: text,
  postalCode: text,
  country: text,
  attentionTo: text,
})
const Phone = z.object({
  type: z.enum(['DEFAULT', 'DDI', 'MOBILE', 'FAX']),
  countryCode: text,
  areaCode: text,
  number: z.string(),
})
const Group = z.object({ id: z.string(), name: z.string() })
const Person = z.object({ firstName: text, lastName: text, email: text, includeInEmails: z.boolean() })

export const XeroEditShape = z.object({
  name: z.string().exactOptional(),
  firstName: text.exactOptional(),
  lastName: text.exactOptional(),
  email: text.exactOptional(),
  accountNumber: text.exactOptional(),
  companyNumber: text.exactOptional(),
  taxNumber: text.exactOptional(),
  defaultCurrency: text.exactOptional(),
  addresses: z.array(Address).exactOptional(),
  phones: z.array(Phone).exactOptional(),
  contactPersons: z.array(Person).exactOptional(),
  groups: z.object({ add: z.array(Group), remove: z.array(Group) }).exactOptional(),
})

export const NewContactShape = XeroEditShape.extend({ name: z.string(), contactNumber: z.string() })

const ChangesShape = z.array(
  z.object({
    field: z.enum(fieldKeys),
    before: text,
    after: text,
    source: text,
    because: z.enum(['changed', 'filled', 'policy', 'undo']),
    lost: text,
    settles: z.object({ capsule: text, xero: text }).exactOptional(),
  }),
)

export const CapsuleUpdateShape = z.object({ changes: ChangesShape, edit: CapsuleEditShape })
export const XeroUpdateShape = z.object({ changes: ChangesShape, edit: XeroEditShape })

/** What a done write of a party answered: the rows it added, which only then have ids. */
export const AddedRows = z.object({
  emails: z.array(z.int()),
  phones: z.array(z.int()),
  addresses: z.array(z.int()),
})
export type AddedRows = z.infer<typeof AddedRows>

/** What `operation.error` says to people. */
export const StoredErrorWords = z.object({ message: z.string(), next: z.string() })
