import { Hono } from 'hono'
import { countryList } from './countries.ts'
import { currencyList } from './currencies.ts'
import type { ApiEnv, World } from './world.ts'

/** The account itself and its reference data. @source reference capsule.md §2.4, §16 */
export function site({ store, url }: World): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>()
  api.get('/site', (c) => c.json({ site: { url, subdomain: store.site.subdomain, name: store.site.name } }))
  api.get('/countries', (c) => c.json({ countries: countryList }))
  api.get('/currencies', (c) => c.json({ currencies: currencyList }))
  return api
}
