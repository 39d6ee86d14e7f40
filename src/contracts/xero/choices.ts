import { z } from 'zod'

const Text = z.string().nullish()

/** `GET /Accounts`; archived ones too. @source reference/xero.md §8.4 */
export const XeroAccountsReply = z.object({
  Accounts: z.array(z.object({ Code: Text, Name: Text, Status: Text, Class: Text, Type: Text })),
})

/** `GET /TaxRates` @source reference/xero.md §8.4 */
export const XeroTaxRatesReply = z.object({
  TaxRates: z.array(
    z.object({
      Name: Text,
      TaxType: Text,
      Status: Text,
      CanApplyToRevenue: z.boolean().nullish(),
      EffectiveRate: z.number().nullish(),
    }),
  ),
})

/** `GET /TrackingCategories` @source reference/xero.md §8.4 */
export const XeroTrackingReply = z.object({
  TrackingCategories: z.array(
    z.object({
      TrackingCategoryID: z.string(),
      Name: Text,
      Status: Text,
      Options: z.array(z.object({ TrackingOptionID: z.string(), Name: Text, Status: Text })).nullish(),
    }),
  ),
})
