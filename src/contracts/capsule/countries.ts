import { z } from 'zod'

/** `GET /countries` @source reference/capsule.md §16 */
export const CapsuleCountriesReply = z.object({
  countries: z.array(
    z.object({
      name: z.string().min(1),
      alpha2Code: z.string().nullish(),
      alpha3Code: z.string().nullish(),
      dialCode: z.string().nullish(),
    }),
  ),
})
