import { z } from 'zod'
import { XeroGuid, XeroMsDate, xeroEnvelope } from './envelope.ts'
import { XeroValidationErrors } from './errors.ts'

const Text = z.string().nullish()

/** Missing, null and "" mean the same. @source reference/xero.md §1, §7 */
export const XeroWireContact = z.object({
  ContactID: XeroGuid,
  ContactStatus: Text,
  Name: Text,
  FirstName: Text,
  LastName: Text,
  EmailAddress: Text,
  ContactNumber: Text,
  AccountNumber: Text,
  CompanyNumber: Text,
  TaxNumber: Text,
  ContactPersons: z
    .array(
      z.object({
        FirstName: Text,
        LastName: Text,
        EmailAddress: Text,
        IncludeInEmails: z.boolean().nullish(),
      }),
    )
    .nullish(),
  Addresses: z
    .array(
      z.object({
        AddressType: Text,
        AddressLine1: Text,
        AddressLine2: Text,
        AddressLine3: Text,
        AddressLine4: Text,
        City: Text,
        Region: Text,
        PostalCode: Text,
        Country: Text,
        AttentionTo: Text,
      }),
    )
    .nullish(),
  Phones: z
    .array(z.object({ PhoneType: Text, PhoneNumber: Text, PhoneAreaCode: Text, PhoneCountryCode: Text }))
    .nullish(),
  Website: Text,
  DefaultCurrency: Text,
  PaymentTerms: z.object({ Sales: z.object({ Day: z.number().nullish(), Type: Text }).nullish() }).nullish(),
  IsCustomer: z.boolean().nullish(),
  IsSupplier: z.boolean().nullish(),
  /** Only in paged or single reads. */
  MergedToContactID: Text,
  ContactGroups: z.array(z.object({ ContactGroupID: Text, Name: Text })).nullish(),
  UpdatedDateUTC: XeroMsDate,
})
export type XeroWireContact = z.infer<typeof XeroWireContact>

/** `GET /Contacts` */
export const XeroContactsReply = z.object({ ...xeroEnvelope, Contacts: z.array(XeroWireContact) })

/**
 * One element of a batch answer: the outcome; the record itself is parsed only where it succeeded, because
 * the echo of a refused element need not be a whole contact.
 *
 * @source reference/xero.md §6.1
 */
export const XeroContactOutcome = z.looseObject({
  ContactID: Text,
  ContactNumber: Text,
  Name: Text,
  StatusAttributeString: Text,
  HasErrors: z.boolean().nullish(),
  HasValidationErrors: z.boolean().nullish(),
  ValidationErrors: XeroValidationErrors.nullish(),
  Warnings: XeroValidationErrors.nullish(),
})
export type XeroContactOutcome = z.infer<typeof XeroContactOutcome>

/** `PUT` and `POST /Contacts?summarizeErrors=false`, `PUT /ContactGroups/{id}/Contacts` */
export const XeroContactsWriteReply = z.object({ ...xeroEnvelope, Contacts: z.array(XeroContactOutcome) })
