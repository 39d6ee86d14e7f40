import type { CivilDate } from '../civil-date.ts'
import type { XeroContactStatus } from '../model/contact.ts'
import type { CapsulePartyId, XeroContactId, XeroDocumentId } from '../model/ids.ts'
import type { CapsuleOpportunity } from '../model/opportunity.ts'
import { type DraftDocument, dealDraft, emptyInvoice } from './draft.ts'
import type { DealRule } from './settings.ts'
import type { PaymentTerms } from './terms.ts'

/** Who is billed: an organisation for its people, as on every other way between the two sides. */
export type Customer =
  | {
      readonly state: 'contact'
      readonly name: string
      readonly partyId: CapsulePartyId | null
      readonly contactId: XeroContactId
      readonly status: XeroContactStatus
      /** The contact lives on under another id that we do not follow by ourselves. */
      readonly merged: boolean
      readonly terms: PaymentTerms | null
    }
  | {
      readonly state: 'no_contact'
      readonly name: string
      readonly partyId: CapsulePartyId
      /** A person took it out of the synchronisation. */
      readonly excluded: boolean
      /** Its contact is being made already. */
      readonly wanted: boolean
      /** Why it could not be made, as last tried; null when nothing speaks against it. */
      readonly failure: string | null
    }
  /** Deleted in Capsule, or not visible any more. */
  | { readonly state: 'gone'; readonly name: string }

/** Why a document that is wanted is not made yet. */
export type DealWait =
  | 'permission'
  | 'customer_gone'
  | 'excluded'
  | 'contact'
  | 'archived'
  | 'value'
  | 'account'

/** A document that carries the mark of this opportunity already. */
export interface MarkedDocument {
  readonly id: XeroDocumentId
  readonly kind: 'invoice' | 'quote'
  readonly status: string
}

export type DealDecision =
  /** Nothing calls for a document, and nothing is claimed. */
  | { readonly do: 'nothing' }
  | {
      readonly do: 'wait'
      readonly wait: DealWait
      /** What is the matter, and what a person can do. */
      readonly words: string
      readonly next: string
    }
  | { readonly do: 'want_contact'; readonly partyId: CapsulePartyId }
  /** It exists: made by an earlier life of ours. */
  | { readonly do: 'adopt'; readonly document: MarkedDocument }
  | {
      readonly do: 'write'
      readonly contactId: XeroContactId
      readonly draft: DraftDocument
      /** Why a person has to look first; null: goes ahead. */
      readonly held: string | null
    }

interface Common {
  readonly customer: Customer
  /** Xero lets us write invoices and quotes. */
  readonly mayWrite: boolean
  readonly marked: MarkedDocument | null
  readonly today: CivilDate
}

export interface DealWorld extends Common {
  /** Null when it is deleted or not visible any more. */
  readonly deal: CapsuleOpportunity | null
  /** ISO 8601: since when the opportunity is where it is. */
  readonly stageAt: string
  /** The rule of its milestone, whether on or off; of a person's wish: the one by which it is made. */
  readonly rule: DealRule | null
  /** A person wants it, whatever the rules. */
  readonly asked: boolean
  readonly dealUrl: string
  readonly baseCurrency: string
}

/** Whether an opportunity calls for a document by itself. */
export function callsForDocument({
  deal,
  rule,
  stageAt,
}: Pick<DealWorld, 'deal' | 'rule' | 'stageAt'>): boolean {
  return (
    deal !== null &&
    rule?.on === true &&
    rule.automatic &&
    deal.milestone.id === rule.milestoneId &&
    Date.parse(stageAt) >= Date.parse(rule.since)
  )
}

/** What is to be done about one opportunity that has no document yet. */
export function planDeal(world: DealWorld): DealDecision {
  const { deal, rule } = world
  if (deal === null || rule === null || (!world.asked && !callsForDocument(world))) return { do: 'nothing' }
  if (world.marked) return { do: 'adopt', document: world.marked }
  const hindrance = hindranceOf(world)
  if (hindrance) return hindrance
  const { customer } = world
  if (customer.state !== 'contact') return { do: 'nothing' }
  if (rule.make !== 'draft_invoice' && deal.amount === null)
    return {
      do: 'wait',
      wait: 'value',
      words: `“${deal.name}” has no value in Capsule, and ${rule.make === 'quote' ? 'a quote' : 'an approved invoice'} needs one.`,
      next: 'Enter its value in Capsule; it goes on by itself.',
    }
  if (rule.make === 'approved_invoice' && rule.accountCode === null && rule.itemCode === null)
    return {
      do: 'wait',
      wait: 'account',
      words: 'An approved invoice needs an account, and the rule names neither an account nor an item.',
      next: 'Choose one under Rules & mapping; it goes on by itself.',
    }
  const { terms, name } = customer
  return {
    do: 'write',
    contactId: customer.contactId,
    draft: dealDraft({ ...world, deal, rule, terms, customer: name }),
    held: rule.approve ? heldWords(rule, deal, name) : null,
  }
}

/** What is to be done about an invoice that a person wants to begin. */
export function planEmptyInvoice(
  world: Common & { readonly url: string; readonly number: string },
): DealDecision {
  if (world.marked) return { do: 'adopt', document: world.marked }
  const hindrance = hindranceOf(world)
  if (hindrance) return hindrance
  const { customer } = world
  if (customer.state !== 'contact') return { do: 'nothing' }
  const draft = emptyInvoice({ ...world, terms: customer.terms })
  return { do: 'write', contactId: customer.contactId, draft, held: null }
}

/** What stands in the way, whatever is to be written; null when nothing does. */
function hindranceOf({ customer, mayWrite }: Common): DealDecision | null {
  if (!mayWrite)
    return {
      do: 'wait',
      wait: 'permission',
      words: 'Xero lets Counterpart read invoices, not write them.',
      next: 'Reconnect Xero under Connections and allow it there; it goes on by itself.',
    }
  switch (customer.state) {
    case 'gone':
      return {
        do: 'wait',
        wait: 'customer_gone',
        words: `${customer.name} is deleted in Capsule, or not visible any more.`,
        next: 'Give the opportunity another contact in Capsule.',
      }
    case 'no_contact':
      return withoutContact(customer)
    case 'contact': {
      if (customer.merged || customer.status !== 'ACTIVE')
        return {
          do: 'wait',
          wait: 'archived',
          words: customer.merged
            ? `${customer.name} was merged into another contact in Xero.`
            : `${customer.name} is archived in Xero, and Xero takes no new documents for it.`,
          next: customer.merged
            ? 'Link the customer to the contact that lives on.'
            : 'Restore the contact in Xero, or link the customer to another one.',
        }
      return null
    }
  }
}

function withoutContact(customer: Extract<Customer, { readonly state: 'no_contact' }>): DealDecision {
  const { name, partyId } = customer
  if (customer.excluded)
    return {
      do: 'wait',
      wait: 'excluded',
      words: `${name} is left out of the synchronisation.`,
      next: 'Include it again on its page, or make the invoice in Xero.',
    }
  if (!customer.wanted && customer.failure === null) return { do: 'want_contact', partyId }
  return {
    do: 'wait',
    wait: 'contact',
    words: customer.failure ?? `${name} is not in Xero yet; its contact is being created.`,
    next: customer.failure === null ? 'Nothing; it goes on by itself.' : 'Settle that; it goes on by itself.',
  }
}

function heldWords(rule: DealRule, deal: CapsuleOpportunity, customer: string): string {
  const what =
    rule.make === 'quote'
      ? 'A quote'
      : rule.make === 'approved_invoice'
        ? 'An approved invoice'
        : 'A draft invoice'
  return `${what} for ${customer} is to be made of “${deal.name}”.`
}
