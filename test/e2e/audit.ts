import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

/** Where the pictures go; nothing there is kept in the repository. */
const pictures = fileURLToPath(new URL('../../test-results/pages/', import.meta.url))

export const variants = [
  { scheme: 'light', width: 1440, height: 900 },
  { scheme: 'dark', width: 1440, height: 900 },
  { scheme: 'light', width: 390, height: 844 },
  { scheme: 'dark', width: 390, height: 844 },
] as const

/**
 * Looks at the open page in both schemes and at both widths, and takes a picture of each.
 *
 * @returns what is wrong, a line each: axe violations, and content wider than the window
 */
export async function auditPage(page: Page, name: string): Promise<string[]> {
  mkdirSync(pictures, { recursive: true })
  const found: string[] = []
  for (const { scheme, width, height } of variants) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.evaluate(settled)
    const where = `${name}, ${scheme}, ${width} px`
    found.push(...(await violations(page)).map((line) => `${where}: ${line}`))
    const wide = await page.evaluate(widest)
    if (wide !== null) found.push(`${where}: wider than the window: ${wide}`)
    await page.screenshot({
      path: `${pictures}${name.replaceAll(/\W+/g, '-')}-${scheme}-${width}.png`,
      fullPage: true,
    })
  }
  return found
}

/** Two frames for the layout, and the end of every transition that has one. */
const settled = async (): Promise<void> => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  await frame()
  await frame()
  const ending = document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity)
  await Promise.all(ending.map((one) => one.finished.catch(() => undefined)))
}

/** The innermost thing that makes the page scroll sideways. */
const widest = (): string | null => {
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth <= clientWidth) return null
  const over = [...document.querySelectorAll('body *')].filter(
    (node) => node.getBoundingClientRect().right > clientWidth + 0.5,
  )
  return `${scrollWidth} > ${clientWidth}, ${over.at(-1)?.outerHTML.slice(0, 120) ?? 'unknown'}`
}

async function violations(page: Page): Promise<string[]> {
  // The page's own content policy forbids a script tag, so it is evaluated.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source)
  const results = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })")
  return results.violations.flatMap((violation) =>
    violation.nodes.map(
      (node) => `${violation.id}: ${violation.help}: ${node.html.slice(0, 160)} (${node.failureSummary})`,
    ),
  )
}
