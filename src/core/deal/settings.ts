import type { LineAmounts } from '../model/document.ts'

/** What a won opportunity becomes in Xero. */
export type DealMake = 'draft_invoice' | 'approved_invoice' | 'quote'

/** What is made of opportunities that come to one milestone. */
export interface DealRule {
  /** Stays when the rule is changed. */
  readonly id: string
  readonly on: boolean
  /** False: opportunities are shown, and a person has each document made. */
  readonly automatic: boolean
  readonly pipelineId: number
  readonly milestoneId: number
  /** As they were called when the rule was saved, for people. */
  readonly pipelineName: string
  readonly milestoneName: string
  readonly make: DealMake
  /** A person looks at each before it is written. */
  readonly approve: boolean
  /** Texts with placeholders, see `placeholders`. */
  readonly reference: string
  readonly description: string
  readonly itemCode: string | null
  /** Null: what item, contact or organisation say. */
  readonly accountCode: string | null
  readonly taxType: string | null
  readonly lineAmounts: LineAmounts
  /** At most two. */
  readonly tracking: readonly { readonly categoryId: string; readonly optionId: string }[]
  /** Days from the document's date to its due date, or a quote's end; null: the contact's terms in Xero. */
  readonly termsDays: number | null
  /** Opportunities that came to the milestone before this moment are left alone. ISO 8601 UTC. */
  readonly since: string
}

/** What an accepted quote or a paid invoice does to its opportunity. */
export interface DealBack {
  /** Moves it there; null: leaves it where it is. */
  readonly milestoneId: number | null
  readonly milestoneName: string | null
  readonly note: boolean
}

export interface DealSettings {
  readonly rules: readonly DealRule[]
  /** People may begin an invoice for a customer from our pages. */
  readonly button: boolean
  readonly accepted: DealBack
  readonly paid: DealBack
}

export const noBack: DealBack = { milestoneId: null, milestoneName: null, note: false }

/** Nothing is made, and nothing asked of either side, until somebody switches it on. */
export const noDeals: DealSettings = { rules: [], button: false, accepted: noBack, paid: noBack }

export const dealsOn = (settings: DealSettings): boolean => settings.rules.some((rule) => rule.on)

/** Whether documents may be written at all, by rule or by button: then Xero has to allow it. */
export const writesDocuments = (settings: DealSettings): boolean => settings.button || dealsOn(settings)

/** Days until an invoice is due, or a quote ends, where neither rule nor contact says. */
export const termsDaysDefault = 14

export const referenceDefault = '{name}'
export const descriptionDefault = '{name}'
