import { z } from 'zod'
import { XeroWireContact } from './contacts.ts'
import { xeroEnvelope } from './envelope.ts'

const Amounts = z.object({ Outstanding: z.number().nullish(), Overdue: z.number().nullish() }).nullish()

/** `GET /Contacts`, whole and with what contacts owe: absent on one without documents. @source reference/xero.md "7. Contacts" */
export const XeroBalancesReply = z.object({
  ...xeroEnvelope,
  Contacts: z.array(
    XeroWireContact.extend({
      Balances: z.object({ AccountsReceivable: Amounts, AccountsPayable: Amounts }).nullish(),
    }),
  ),
})
