import type { Panel } from '#api/panel.ts'
import {
  byOrganisation,
  daysToPayWords,
  panelStateWords,
  type Section,
  type SectionId,
  sectionsOf,
} from '../lib/documents.ts'
import { isZero } from '../lib/money.ts'
import { count } from '../lib/time.ts'
import { documentRow } from './document.ts'
import { type Child, h } from './dom.ts'
import { ago, amounts, outside } from './parts.ts'

/** What a person has opened and chosen; it outlives what is shown. */
export interface Choices {
  readonly open: Set<string>
  section: SectionId
}

export interface Viewing {
  readonly partyId: string
  readonly choices: Choices
  /** Shows it anew after a choice. */
  redraw(): void
}

export function panelView(panel: Panel, viewing: Viewing): Child {
  return [
    h(
      'header',
      {},
      h('h1', {}, panel.contactName ?? 'Invoices'),
      panel.organisations?.map(({ name, xeroUrl }) =>
        outside(xeroUrl, `contact ${name}`, `Contact in ${name}`),
      ) ??
        (panel.xeroUrl !== null && outside(panel.xeroUrl, 'contact', 'Contact in Xero')),
    ),
    panel.via !== null &&
      h('p', { class: 'quiet' }, `Invoices of ${panel.via.name}, the organisation this person belongs to`),
    panel.unreachable !== null &&
      h(
        'p',
        { role: 'status', class: 'notice' },
        `${panel.unreachable} `,
        panel.asOf !== null && ['What is shown was last known ', ago(panel.asOf), '. '],
        outside('/connections', 'connections', 'See the connections'),
      ),
    panel.state === 'linked' ? documents(panel, viewing) : nothing(panel, viewing),
    footer(panel),
  ]
}

function documents(panel: Panel, { choices, redraw }: Viewing): Child {
  const sections = sectionsOf(panel.documents)
  const shown = sections.find(({ id }) => id === choices.section) ?? sections[0]
  const toggle = (id: string) => () => {
    if (!choices.open.delete(id)) choices.open.add(id)
    redraw()
  }
  return [
    sums(panel),
    sections.length > 1 && shown !== undefined && tabs(sections, shown, choices, redraw),
    shown !== undefined &&
      byOrganisation(shown.documents).map(({ name, documents }) => [
        name !== undefined && h('h2', {}, name),
        h(
          'ul',
          { class: 'rows', 'aria-label': name === undefined ? shown.title : `${shown.title}, ${name}` },
          documents.map((document) =>
            documentRow(document, choices.open.has(document.id), toggle(document.id)),
          ),
        ),
      ]),
    panel.older > 0 &&
      h(
        'p',
        { class: 'quiet' },
        `${count(panel.older, 'older document is', 'older documents are')} only in Xero.`,
      ),
  ]
}

const tabs = (sections: readonly Section[], shown: Section, choices: Choices, redraw: () => void): Child =>
  h(
    'div',
    { class: 'tabs', role: 'group', 'aria-label': 'Kind of document' },
    sections.map(({ id, title, documents: { length } }) =>
      h(
        'button',
        {
          type: 'button',
          'aria-pressed': String(id === shown.id),
          'data-focus': `section ${id}`,
          click: () => {
            choices.section = id
            redraw()
          },
        },
        `${title} ${length}`,
      ),
    ),
  )

function sums({ outstanding, overdue, credit, daysToPay, bills }: Panel): Child {
  const usual = daysToPay && daysToPayWords(daysToPay)
  return h(
    'dl',
    {},
    outstanding !== null && sum('Outstanding', amounts(outstanding)),
    overdue !== null && sum('Overdue', amounts(overdue, true)),
    credit !== null && !isZero(credit) && sum('Credit to use', amounts(credit)),
    usual !== null &&
      sum('Usually pays in', [
        h('span', { title: usual.basis }, usual.days),
        usual.trend !== null && h('div', { class: 'note' }, usual.trend),
      ]),
    bills !== null && bills.outstanding !== null && sum('We owe', amounts(bills.outstanding)),
  )
}

const sum = (name: string, value: Child): HTMLElement => h('div', {}, h('dt', {}, name), h('dd', {}, value))

function nothing(panel: Panel, { partyId }: Viewing): Child {
  const { title, reason } = panelStateWords(panel)
  const action =
    panel.state === 'none' && panel.xeroUrl !== null
      ? outside(panel.xeroUrl, 'add', 'Open in Xero to add one')
      : panel.state === 'waiting'
        ? outside('/comparison', 'progress', 'See the progress')
        : outside(`/contacts/p${partyId}`, 'link', 'Link or add it in Counterpart')
  return said(title, reason, action, 'h2')
}

/** Instead of the documents: what is so, one reason, one action. */
export const said = (title: string, reason: string, action: Child, level: 'h1' | 'h2' = 'h1'): HTMLElement =>
  h('div', { class: 'said' }, h(level, {}, title), h('p', { class: 'quiet' }, reason), action)

const footer = ({ asOf, billsHidden }: Panel): Child =>
  (asOf !== null || billsHidden) &&
  h(
    'footer',
    { class: 'quiet' },
    asOf !== null && h('span', {}, 'As of ', ago(asOf)),
    billsHidden && h('span', {}, 'Bills are not shown here'),
  )
