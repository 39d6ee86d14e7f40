import { Hono } from 'hono'
import { z } from 'zod'
import { summarise } from './call-summary.ts'
import type { ControlTarget } from './control.ts'
import { controlPage } from './control-page.ts'
import { Fault } from './kernel/faults.ts'
import { seedChoice, seedText } from './seed-choice.ts'

/** An empty field of a form is a field left out. */
const filled = (form: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''))

const FaultForm = z.preprocess((form: Readonly<Record<string, unknown>>) => {
  const { status, delayMs, probability, times, ...words } = filled(form)
  const numbers = Object.entries({ status, delayMs, probability, times })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, Number(value)])
  return { ...words, ...Object.fromEntries(numbers) }
}, Fault.strict())

/** The page at `/_sandbox/` and the buttons on it; each button leads back to the page. */
export function controlForms(target: ControlTarget): Hono {
  const { kernel } = target
  const app = new Hono()
  const page = (problem: string | null) =>
    controlPage({
      problem,
      urls: target.urls,
      seed: seedText(target.loaded()),
      nowMs: kernel.clock.now(),
      quotas: kernel.quotas,
      counts: target.counts(),
      summary: summarise(kernel.calls.list()),
      faults: kernel.faults.list(),
    })

  app.get('/', (c) => c.html(page(null)))
  app.post('/forms/seed', async (c) => {
    const text = String((await c.req.parseBody()).seed)
    const choice = text === 'again' ? target.loaded() : seedChoice(text)
    if (choice === null)
      return c.html(page(`There is no seed "${text}": choose demo, empty or scale=N.`), 400)
    target.load(choice)
    return c.redirect('/_sandbox/', 303)
  })
  app.post('/forms/clock', async (c) => {
    const hours = z.coerce
      .number<string>()
      .positive()
      .max(24 * 366)
      .safeParse((await c.req.parseBody()).hours)
    if (!hours.success) return c.html(page('Say by how many hours to move the clock.'), 400)
    await kernel.clock.advance(hours.data * 3_600_000)
    return c.redirect('/_sandbox/', 303)
  })
  app.post('/forms/fault', async (c) => {
    const fault = FaultForm.safeParse(await c.req.parseBody())
    if (!fault.success) return c.html(page(z.prettifyError(fault.error)), 400)
    kernel.faults.add(fault.data)
    return c.redirect('/_sandbox/', 303)
  })
  app.post('/forms/fault/remove', async (c) => {
    kernel.faults.remove(String((await c.req.parseBody()).id))
    return c.redirect('/_sandbox/', 303)
  })
  app.post('/forms/quotas', async (c) => {
    kernel.quotas = (await c.req.parseBody()).on === 'true'
    return c.redirect('/_sandbox/', 303)
  })
  app.post('/forms/calls/clear', (c) => {
    kernel.calls.clear()
    return c.redirect('/_sandbox/', 303)
  })
  return app
}
