import { z } from 'zod'

/** Of a page about one of several Xero organisations: which. */
export const OrganisationSearch = z.object({ organisation: z.uuid().optional().catch(undefined) })
export type OrganisationSearch = z.infer<typeof OrganisationSearch>
