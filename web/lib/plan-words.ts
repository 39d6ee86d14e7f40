import type { PlanSummary, Run, Step } from '#api/runs.ts'
import { count } from './time.ts'

const many = (n: number, noun: string): string => count(n, noun, noun)

export type PlanGroup = 'link' | 'nameOnly' | 'create' | 'review' | 'capsuleOnly' | 'skipped'

/** The group as a sentence: what the comparison found. */
export function groupSentence(group: PlanGroup, n: number): string {
  switch (group) {
    case 'link':
      return n === 1
        ? '1 contact is the same customer on both sides'
        : `${many(n, 'contacts')} are the same customer on both sides`
    case 'nameOnly':
      return n === 1 ? '1 pair shares only its name' : `${many(n, 'pairs')} share only their name`
    case 'create':
      return n === 1
        ? '1 Xero customer is missing in Capsule'
        : `${many(n, 'Xero customers')} are missing in Capsule`
    case 'review':
      return n === 1 ? '1 contact needs you to decide' : `${many(n, 'contacts')} need you to decide`
    case 'capsuleOnly':
      return n === 1
        ? '1 Capsule record is not in Xero and stays as it is'
        : `${many(n, 'Capsule records')} are not in Xero and stay as they are`
    case 'skipped':
      return n === 1 ? '1 Xero contact is left alone' : `${many(n, 'Xero contacts')} are left alone`
  }
}

/** What approving does with the group. */
export const groupEffect: Record<PlanGroup, string> = {
  link: 'They are linked, and each record gets a reference to its counterpart.',
  nameOnly:
    'Nothing contradicts these pairs, but nothing else confirms them. Look at the samples, then decide for the group.',
  create: 'They have invoices or bills, so each is created in Capsule and linked.',
  review: 'Nothing is written for them. They wait under Review.',
  capsuleOnly: 'Nothing is written for them on either side.',
  skipped: 'Nothing is written for them on either side.',
}

const skipWords: Record<string, string> = {
  archived: 'archived in Xero',
  merged: 'merged into another contact',
  no_documents: 'without an invoice or bill',
  rule: 'left out by a rule',
  unusable: 'without a usable name',
}

/** Reasons come as short codes or already in words. */
export const skipText = (reason: string): string => skipWords[reason] ?? reason

export const stepWord: Record<Step['id'], string> = {
  capsule_parties: 'Capsule people and organisations',
  xero_contacts: 'Xero contacts',
  xero_documents: 'Xero invoices and bills',
  plan: 'Working out who is who',
  capsule_writes: 'Records in Capsule',
  xero_writes: 'Records in Xero',
}

/** Percent of a step for its bar; null while the total is unknown. */
export function stepPercent(step: Step): number | null {
  if (step.state === 'done') return 100
  if (step.total === null) return null
  return step.total === 0 ? 0 : Math.min(100, (100 * step.done) / step.total)
}

/** How many links approving makes. */
export const linksOnApproval = (plan: PlanSummary, includeNameOnly: boolean): number =>
  plan.counts.link + (includeNameOnly ? plan.counts.nameOnly : 0)

/** One sentence for a finished run. */
export function outcomeSentence(outcome: NonNullable<Run['outcome']>): string {
  const parts = [
    outcome.linked === 1 ? '1 contact is linked' : `${many(outcome.linked, 'contacts')} are linked`,
    ...(outcome.created > 0 ? [`${count(outcome.created, 'record', 'records')} created in Capsule`] : []),
    ...(outcome.failed > 0 ? [`${count(outcome.failed, 'write', 'writes')} refused`] : []),
  ]
  const last = parts.pop() ?? ''
  return `${parts.length === 0 ? last : `${parts.join(', ')} and ${last}`}.`
}
