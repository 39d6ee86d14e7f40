import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

/** With COUNTERPART_PICTURES=1 every page is also pictured there, to be looked at; git ignores the folder. */
const pictures =
  process.env.COUNTERPART_PICTURES === '1'
    ? fileURLToPath(new URL('../../test-results/pages/', import.meta.url))
    : null

const variants = [
  { scheme: 'light', width: 1440, height: 900 },
  { scheme: 'dark', width: 1440, height: 900 },
  { scheme: 'light', width: 390, height: 844 },
  { scheme: 'dark', width: 390, height: 844 },
] as const

/**
 * Looks at the open page in both schemes and at both widths.
 *
 * @returns what is wrong, a line each: axe violations, and content wider than the window
 */
export async function auditPage(page: Page, name: string): Promise<string[]> {
  const found: string[] = []
  for (const { scheme, width, height } of variants) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.waitForFunction(wears, scheme)
    const where = `${name}, ${scheme}, ${width} px`
    found.push(...(await violations(page, scheme === 'light')).map((line) => `${where}: ${line}`))
    const wide = await page.evaluate(widest)
    if (wide !== null) found.push(`${where}: wider than the window: ${wide}`)
    if (pictures !== null) {
      mkdirSync(pictures, { recursive: true })
      await page.screenshot({ path: `${pictures}${name}-${scheme}-${width}.png`, fullPage: true })
    }
  }
  return found
}

/** True when the page wears the scheme and no transition is under way; what turns for ever does not count. */
const wears = (scheme: string): boolean =>
  document.documentElement.dataset.mantineColorScheme === scheme &&
  document
    .getAnimations()
    .every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity)

/** The innermost thing that makes the page scroll sideways. */
const widest = (): string | null => {
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth <= clientWidth) return null
  const over = [...document.querySelectorAll('body *')].filter(
    (node) => node.getBoundingClientRect().right > clientWidth + 0.5,
  )
  return `${scrollWidth} > ${clientWidth}, ${over.at(-1)?.outerHTML.slice(0, 120) ?? 'unknown'}`
}

/** The schemes differ in colours alone, so only one of them is asked everything. */
async function violations(page: Page, everything: boolean): Promise<string[]> {
  // The page's own content policy forbids a script tag, so it is evaluated.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source)
  const rules = everything ? '' : ", runOnly: ['color-contrast', 'link-in-text-block']"
  const results = await page.evaluate<AxeResults>(`axe.run({ resultTypes: ['violations']${rules} })`)
  return results.violations.flatMap((violation) =>
    violation.nodes.map(
      (node) => `${violation.id}: ${violation.help}: ${node.html.slice(0, 160)} (${node.failureSummary})`,
    ),
  )
}
