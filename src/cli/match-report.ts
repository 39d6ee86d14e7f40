import { match } from '#core/match/match.ts'
import { indexWorld } from '#core/match/world.ts'
import type { XeroContactId } from '#core/model/ids.ts'
import type { Reason } from '#core/plan/plan.ts'
import type { MatchInput } from './match-input.ts'

interface Candidate {
  readonly partyId: number
  /** 0 to 100. */
  readonly score: number
  readonly reasons: readonly Reason[]
}

/** What `counterpart match --json` prints. */
export interface MatchReport {
  readonly links: readonly (Candidate & { readonly contactId: string })[]
  readonly reviews: readonly {
    readonly contactId: string
    /** Why a person is asked. */
    readonly why: string
    readonly candidates: readonly Candidate[]
  }[]
  readonly unmatched: { readonly parties: readonly number[]; readonly contacts: readonly string[] }
}

/** The engine's own matcher on records that have no link yet; a name alone is always a question. */
export function reportOf({ parties, contacts }: MatchInput): MatchReport {
  const world = indexWorld({ parties, contactIdField: null }, { contacts }, { links: [], rejected: [] })
  const { links, doubts } = match(world, 'all', 'review')
  const seenParties = new Set<number>()
  const seenContacts = new Set<XeroContactId>()
  const report = {
    links: links.flatMap(({ partyId, contactId, score, reasons }) => {
      if (partyId === null) return []
      seenParties.add(partyId)
      seenContacts.add(contactId)
      return [{ partyId, contactId, score, reasons }]
    }),
    reviews: doubts.map(({ review: { subject, why, candidates } }) => {
      for (const { partyId } of candidates) seenParties.add(partyId)
      seenContacts.add(subject.contactId)
      return { contactId: subject.contactId, why, candidates }
    }),
  }
  return {
    ...report,
    unmatched: {
      parties: world.parties.map(({ party }) => party.id).filter((id) => !seenParties.has(id)),
      contacts: [...world.allContacts.values()].map(({ id }) => id).filter((id) => !seenContacts.has(id)),
    },
  }
}

/** The report for people: a line per pair, the questions with all their candidates, and what is left. */
export function readableReport({ parties, contacts }: MatchInput, report: MatchReport): string {
  const partyNames = new Map(parties.map((party): [number, string] => [party.id, party.name]))
  const contactNames = new Map(contacts.map((contact): [string, string] => [contact.id, contact.name]))
  const party = (id: number) => `${partyNames.get(id) ?? ''} (${id})`
  const contact = (id: string) => `${contactNames.get(id) ?? ''} (${id.slice(0, 8)})`
  const line = (each: Candidate, before: string) =>
    `${before}${String(each.score).padStart(3)}  ${inColumn(party(each.partyId))}  ${wordsOf(each.reasons)}`
  return [
    heading(report.links.length, 'pair', 'would be linked by itself', 'would be linked by themselves'),
    ...report.links.map(
      (each) =>
        `  ${String(each.score).padStart(3)}  ${inColumn(party(each.partyId))}  ${inColumn(contact(each.contactId))}  ${wordsOf(each.reasons)}`,
    ),
    '',
    heading(report.reviews.length, 'contact', 'needs a decision', 'need a decision'),
    ...report.reviews.flatMap((review) => [
      `  ${contact(review.contactId)}: ${review.why}`,
      ...review.candidates.map((each) => line(each, '    ')),
    ]),
    '',
    heading(report.unmatched.parties.length, 'party', 'has no counterpart', 'have no counterpart', 'parties'),
    ...report.unmatched.parties.map((id) => `  ${party(id)}`),
    '',
    heading(report.unmatched.contacts.length, 'contact', 'has no counterpart', 'have no counterpart'),
    ...report.unmatched.contacts.map((id) => `  ${contact(id)}`),
    '',
  ].join('\n')
}

const columnMax = 44

/** One column wide: cut where too long, and never more than one line. */
function inColumn(text: string): string {
  const flat = text.replace(/[\s\p{Cc}]+/gu, ' ')
  return (flat.length > columnMax ? `${flat.slice(0, columnMax - 1)}…` : flat).padEnd(columnMax)
}

function heading(count: number, noun: string, one: string, many: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? `${noun} ${one}` : `${nouns} ${many}`}${count === 0 ? '.' : ':'}`
}

function wordsOf(reasons: readonly Reason[]): string {
  const of = (agrees: boolean) => reasons.filter((each) => each.agrees === agrees).map((each) => each.words)
  const [fors, againsts] = [of(true), of(false)]
  return [fors.join(', '), againsts.length > 0 ? `but ${againsts.join(', ')}` : ''].filter(Boolean).join('; ')
}
