import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, chromium as playwright } from 'playwright-core'

/**
 * Not the package's own arguments: those are for tiny servers. They run every page in one process, switch off the
 * same-origin rules that are part of what is tested, and draw through an emulated GPU, in which tall pages hang.
 */
const args = ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none']

export async function openBrowser(): Promise<Browser> {
  return playwright.launch({ executablePath: await chromium.executablePath(), args })
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
