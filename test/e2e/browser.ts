import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, chromium as playwright } from 'playwright-core'

/**
 * The package's own arguments are for tiny servers: they run everything in one process, which a crash of one
 * page ends, and switch off the same-origin rules that are part of what is tested.
 */
const unwanted = /^--(single-process|disable-web-security|allow-running-insecure-content|headless)/

export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args.filter((arg) => !unwanted.test(arg)), '--no-sandbox'],
  })
}

/** Everything a page complains about: console errors, exceptions, and requests that failed. */
export interface Complaints {
  readonly list: string[]
  /** The complaints since the last call. */
  take(): string[]
}

export function complaintsOf(context: BrowserContext): Complaints {
  const list: string[] = []
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      list.push(`${message.type()} on ${message.page()?.url() ?? 'a page'}: ${message.text()}`)
    }
  })
  context.on('weberror', (error) => list.push(`exception: ${error.error().stack ?? error.error().message}`))
  return { list, take: () => list.splice(0) }
}
