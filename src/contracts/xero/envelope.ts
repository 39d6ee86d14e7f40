import { z } from 'zod'

/** `/Date(1789378193493+0000)/`, the offset sometimes absent. @source reference/xero.md "Dates" */
export const XeroMsDate = z.string().regex(/^\/Date\(-?\d{1,15}([+-]\d{4})?\)\/$/)

export const XeroGuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'not a guid')

/** Present only when `page` was sent. @source reference/xero.md "5. Reading" */
export const XeroPagination = z.object({
  page: z.int(),
  pageSize: z.int(),
  pageCount: z.int(),
  itemCount: z.int(),
})

/** @source reference/xero.md §1 "Envelope" */
export const xeroEnvelope = {
  /** The server's clock. */
  DateTimeUTC: XeroMsDate.nullish(),
  pagination: XeroPagination.nullish(),
}
