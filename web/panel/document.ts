import type { Money } from '#api/common.ts'
import type { DocumentRow } from '#api/panel.ts'
import {
  appliedLabel,
  appliedTitle,
  documentLabel,
  documentName,
  documentNote,
  documentStateWord,
  dueTitle,
  dueWords,
  hasAmountDue,
  isOwed,
  paymentsTitle,
} from '../lib/documents.ts'
import { priceText } from '../lib/money.ts'
import { type Child, h } from './dom.ts'
import { icon, stateMark } from './icon.ts'
import { amount, day, outside } from './parts.ts'

/** One document: what it is and what is due, and all of it when it is open. */
export function documentRow(document: DocumentRow, isOpen: boolean, toggle: () => void): HTMLElement {
  const { id, state, issued, due, url } = document
  const name = documentName(document)
  const note = documentNote(document)
  const dueNote = dueWords(document)
  const faint = state === 'voided' || state === 'draft'
  return h(
    'li',
    { class: faint ? 'row quiet' : 'row', 'data-document': id, 'data-state': state },
    h(
      'div',
      { class: 'line' },
      stateMark(state),
      h(
        'div',
        { class: 'what' },
        h('span', { class: 'label' }, documentLabel(document)),
        note !== null && h('div', { class: 'note' }, note),
      ),
      h(
        'div',
        { class: 'when' },
        issued !== null && h('div', {}, h('span', { class: 'hidden' }, 'Issued '), day(issued)),
        due !== null && h('div', { class: 'note' }, `${dueTitle(document)} `, day(due)),
        dueNote !== null && h('div', { class: dueNote.late ? 'note danger' : 'note' }, dueNote.text),
      ),
      h('div', { class: 'money' }, sum(document)),
      h(
        'div',
        { class: 'acts' },
        h(
          'a',
          {
            href: url,
            target: '_blank',
            rel: 'noopener',
            class: 'act',
            'aria-label': `Open ${name} in Xero`,
            title: `Open ${name} in Xero`,
            'data-focus': `link ${id}`,
          },
          icon('out'),
        ),
        h(
          'button',
          {
            type: 'button',
            class: 'act',
            'aria-expanded': String(isOpen),
            'aria-label': `Lines and payments of ${name}`,
            'data-focus': `open ${id}`,
            click: toggle,
          },
          icon(isOpen ? 'open' : 'closed'),
        ),
      ),
    ),
    isOpen && details(document),
  )
}

/** What is due or left, of how much; once that is nothing, how much it was. */
function sum(document: DocumentRow): Child {
  const { state, total, amountDue } = document
  if (total === null || amountDue === null) return h('div', { class: 'note' }, documentStateWord[state])
  if (!hasAmountDue(document)) return h('div', { class: 'label' }, amount(total))
  if (amountDue.minor === 0)
    return [
      h('div', {}, amount(total)),
      dueWords(document) === null && h('div', { class: 'note' }, documentStateWord[state]),
    ]
  return [
    h('div', { class: 'label' }, amount(amountDue, state === 'overdue')),
    h('div', { class: 'note' }, isOwed(document) ? 'due of ' : 'left of ', amount(total)),
  ]
}

function details(document: DocumentRow): HTMLElement {
  const { reference, lines, payments, applied, tax, rate, total, hasFiles, url, id } = document
  const paid = paymentsTitle(document)
  return h(
    'div',
    { class: 'details' },
    reference !== null && h('div', {}, h('span', { class: 'quiet' }, 'Reference '), reference),
    part(
      'Lines',
      lines.map(({ description, quantity, unitAmount, amount: sum }) =>
        entry(
          sum,
          description ?? 'No description',
          quantity !== null &&
            unitAmount !== null &&
            sum !== null &&
            h('span', { class: 'quiet figure' }, ` ${quantity} × ${priceText(unitAmount, sum.currency)}`),
        ),
      ),
      'No lines.',
    ),
    paid !== null &&
      (payments.length > 0 || applied.length === 0) &&
      part(
        paid,
        payments.map((payment) =>
          entry(
            payment.amount,
            day(payment.date),
            payment.reference !== null && h('span', { class: 'quiet' }, ` ${payment.reference}`),
          ),
        ),
        paid === 'Payments' ? 'No payments yet.' : 'Nothing was paid back.',
      ),
    applied.length > 0 &&
      part(
        appliedTitle(document),
        applied.map((one) =>
          entry(
            one.amount,
            appliedLabel(one),
            one.date !== null && h('span', { class: 'quiet' }, ' ', day(one.date)),
          ),
        ),
        '',
      ),
    tax !== null && tax.minor !== 0 && h('div', { class: 'note' }, 'Of the total ', amount(tax), ' is tax'),
    rate !== null && total !== null && h('div', { class: 'note figure' }, `Rate ${rate} ${total.currency}`),
    hasFiles &&
      h('div', { class: 'note' }, 'Files are attached: ', outside(url, `files ${id}`, 'see them in Xero')),
  )
}

const part = (title: string, entries: readonly HTMLElement[], none: string): HTMLElement =>
  h(
    'div',
    {},
    h('div', { class: 'note' }, title),
    entries.length > 0 ? h('ul', {}, entries) : h('div', {}, none),
  )

const entry = (sum: Money | null, ...words: readonly Child[]): HTMLElement =>
  h('li', { class: 'entry' }, h('span', {}, words), sum !== null && amount(sum))
