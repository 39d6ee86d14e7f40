import { z } from 'zod'
import { XeroGuid, xeroEnvelope } from './envelope.ts'

const Amounts = z.object({ Outstanding: z.number().nullish(), Overdue: z.number().nullish() }).nullish()

/** `GET /Contacts`, for what contacts owe: absent on one without documents. @source reference/xero.md "7. Contacts" */
export const XeroBalancesReply = z.object({
  ...xeroEnvelope,
  Contacts: z.array(
    z.object({
      ContactID: XeroGuid,
      Balances: z.object({ AccountsReceivable: Amounts, AccountsPayable: Amounts }).nullish(),
    }),
  ),
})
