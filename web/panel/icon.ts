import type { DocumentState } from '#api/panel.ts'
import { documentStateWord, documentTone } from '../lib/documents.ts'

/** Lines of a 24 px square; none of them comes from outside. */
const circle = 'M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18'
const shapes = {
  info: `${circle}M12 8h.01M11 12h1v4h1`,
  check: `${circle}m-3.5 9 2.5 2.5 5-5`,
  clock: `${circle}M12 7v5l3 3`,
  minus: 'M5 12h14',
  plus: `${circle}M9 12h6M12 9v6`,
  stop: `${circle}M5.7 5.7l12.6 12.6`,
  send: 'M10 14 21 3M21 3l-6.5 18a.55.55 0 0 1-1 0L10 14l-7-3.5a.55.55 0 0 1 0-1z',
  repeat: 'M4 12V9a3 3 0 0 1 3-3h13m-3-3 3 3-3 3M20 12v3a3 3 0 0 1-3 3H4m3 3-3-3 3-3',
  out: 'M12 6H6a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-6M11 13l9-9m-5 0h5v5',
  closed: 'm9 6 6 6-6 6',
  open: 'm6 9 6 6 6-6',
} as const

const shapeOf: Record<DocumentState, keyof typeof shapes> = {
  draft: 'minus',
  submitted: 'clock',
  outstanding: 'info',
  overdue: 'info',
  paid: 'check',
  voided: 'minus',
  available: 'plus',
  used: 'check',
  sent: 'send',
  expired: 'clock',
  accepted: 'check',
  declined: 'stop',
  invoiced: 'check',
  active: 'repeat',
}

const space = 'http://www.w3.org/2000/svg'

export function icon(shape: keyof typeof shapes, size = 18): SVGElement {
  const svg = document.createElementNS(space, 'svg')
  const attributes = {
    viewBox: '0 0 24 24',
    width: String(size),
    height: String(size),
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': '1.8',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  }
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value)
  const path = document.createElementNS(space, 'path')
  path.setAttribute('d', shapes[shape])
  svg.append(path)
  return svg
}

/** The small circled i of an invoice that is owed: in the accent colour, red once it is overdue. */
export function stateMark(state: DocumentState): HTMLElement {
  const mark = document.createElement('span')
  mark.className = `mark ${documentTone(state)}`
  mark.setAttribute('role', 'img')
  mark.setAttribute('aria-label', documentStateWord[state])
  mark.title = documentStateWord[state]
  mark.append(icon(shapeOf[state]))
  return mark
}
