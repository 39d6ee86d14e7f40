import './panel.css'
import { type Child, h, replace } from './dom.ts'
import { followChanges } from './live.ts'
import { outside, tick } from './parts.ts'
import { type Answer, addressOf, ask, type Place, placeOf } from './reading.ts'
import { wearScheme } from './scheme.ts'
import { type Choices, panelView, said } from './view.ts'

const tickMs = 1_000
/** After a silence, and while signed out. */
const againMs = 10_000

wearScheme(location.search)
const root = document.getElementById('panel')
const place = placeOf(location)
if (root && place) show(root, place)

function show(into: HTMLElement, at: Place): void {
  const choices: Choices = { open: new Set(), section: 'invoices' }
  let answer: Answer | null = null
  let silent = false
  let again: ReturnType<typeof setTimeout> | undefined

  const draw = () => replace(into, silent && answer !== null && lost(), content())
  const content = (): Child => {
    switch (answer?.kind) {
      case undefined:
        return silent ? unanswered() : h('p', { class: 'quiet', role: 'status' }, 'Loading…')
      case 'panel':
        return panelView(answer.panel, { partyId: at.partyId, choices, redraw: draw })
      case 'sign_in':
        return said(
          'Sign in to see the invoices',
          'Money is shown to people who are signed in to Counterpart, or have a link to it.',
          outside('/', 'sign-in', 'Sign in'),
        )
      case 'refused':
        return said(answer.message, answer.next ?? '', null)
      default:
        return unanswered()
    }
  }
  const unanswered = () =>
    said(
      'Counterpart does not answer',
      'The invoices cannot be shown now. This page tries again by itself.',
      h(
        'button',
        { type: 'button', class: 'button', 'data-focus': 'again', click: () => void load() },
        'Try again',
      ),
    )

  async function load() {
    clearTimeout(again)
    const fresh = await ask(at)
    silent = fresh.kind === 'silence'
    // The last that is known stays.
    if (!silent) answer = fresh
    if (fresh.kind !== 'panel') again = setTimeout(() => void load(), againMs)
    draw()
  }

  void load()
  followChanges(addressOf(at, true), () => void load())
  setInterval(() => tick(into), tickMs)
  // Signed in elsewhere, or back from another page.
  addEventListener('focus', () => {
    if (answer?.kind !== 'panel') void load()
  })
}

const lost = (): HTMLElement =>
  h(
    'p',
    { role: 'status', class: 'notice' },
    'Counterpart does not answer. What is shown is the last that is known.',
  )
