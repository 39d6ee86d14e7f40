import { createRequire } from 'node:module'
import type { AxiosStatic } from 'axios'

const realOrigins = ['https://api.xero.com', 'https://identity.xero.com', 'https://login.xero.com']

/**
 * The SDK has its addresses built in. All its requests go through one axios, so this is the one place where they
 * are led to the sandbox; nothing else of a request is touched.
 *
 * @returns what ends it
 */
export function redirectSdk(to: string): () => void {
  const own = createRequire(import.meta.url)
  // The very copy the SDK loads: the module build of the same package is another instance.
  const axios: AxiosStatic = createRequire(own.resolve('xero-node'))('axios')
  const id = axios.interceptors.request.use((config) => {
    const origin = realOrigins.find((real) => config.url?.startsWith(real))
    if (!origin) throw new Error(`The SDK asks for ${config.url}, which is none of Xero's known addresses`)
    config.url = to + (config.url ?? '').slice(origin.length)
    return config
  })
  return () => axios.interceptors.request.eject(id)
}
