import { z } from 'zod'
import { XeroGuid } from './envelope.ts'

/** `GET /Organisation`: one element. @source reference/xero.md §8.4 */
export const XeroOrganisationReply = z.object({
  Organisations: z
    .array(
      z.object({
        OrganisationID: XeroGuid,
        Name: z.string(),
        LegalName: z.string().nullish(),
        BaseCurrency: z.string().length(3),
        CountryCode: z.string().nullish(),
        /** Windows zone name squeezed to capitals, e.g. AUSEASTERNSTANDARDTIME. */
        Timezone: z.string().nullish(),
        /** With its leading "!". */
        ShortCode: z.string().nullish(),
        IsDemoCompany: z.boolean().nullish(),
        TaxNumber: z.string().nullish(),
      }),
    )
    .min(1),
})
