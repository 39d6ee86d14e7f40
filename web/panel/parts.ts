import type { Money } from '#api/common.ts'
import { amountText, isZero } from '../lib/money.ts'
import { agoText, dayText, instantText } from '../lib/time.ts'
import { type Child, h } from './dom.ts'
import { icon } from './icon.ts'

/** An amount with its currency; red only when it is money overdue. Null is one they may not see. */
export const amount = (money: Money | null, overdue = false): HTMLElement =>
  money === null
    ? h('span', { class: 'quiet' }, 'Hidden')
    : h(
        'span',
        { class: overdue && money.minor > 0 ? 'figure danger' : 'figure' },
        amountText(money),
        h('span', { class: 'currency' }, ` ${money.currency}`),
      )

/** Amounts of several currencies below each other. */
export const amounts = (list: readonly Money[] | null, overdue = false): Child =>
  list === null || isZero(list)
    ? list && 'Nothing'
    : list.filter(({ minor }) => minor !== 0).map((money) => h('div', {}, amount(money, overdue)))

export const day = (text: string): HTMLElement =>
  h('time', { datetime: text, class: 'figure' }, dayText(text))

/** A moment as its age; `tick` renews the words of all of them. */
export const ago = (instant: string): HTMLElement =>
  h(
    'time',
    { datetime: instant, title: instantText(instant), class: 'figure', 'data-ago': instant },
    agoText(instant, Date.now()),
  )

export function tick(root: HTMLElement): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-ago]')) {
    const text = agoText(element.dataset.ago ?? '', Date.now())
    if (element.textContent !== text) element.textContent = text
  }
}

/** A link in a new tab: this page may stand in a frame. */
export const outside = (href: string, focus: string, label: string): HTMLElement =>
  h(
    'a',
    { href, target: '_blank', rel: 'noopener', 'data-focus': focus },
    label,
    ' ',
    icon('out', 14),
    h('span', { class: 'hidden' }, '(opens in a new tab)'),
  )
