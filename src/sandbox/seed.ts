/**
 * What a seed may put into the two sandboxes: plain data in the vendors' own words, checked by neither API.
 * `key` names a record inside the seed so that others can point at it; the sandbox gives out the real ids.
 * Days and instants are relative to the moment of seeding, so that a demo never grows old.
 */
export interface CapsuleSeed {
  readonly site: { readonly subdomain: string; readonly name: string }
  /** The first one is the account owner. */
  readonly users: readonly {
    readonly key: string
    readonly firstName: string
    readonly lastName: string
    readonly email: string
    readonly role: 'super_administrator' | 'administrator' | 'standard' | 'restricted'
    readonly jobTitle?: string
  }[]
  readonly teams: readonly {
    readonly key: string
    readonly name: string
    readonly members: readonly string[]
  }[]
  readonly fieldDefinitions: readonly {
    readonly name: string
    readonly type: 'text' | 'date' | 'list' | 'boolean' | 'number'
    readonly options?: readonly string[]
  }[]
  readonly parties: readonly CapsulePartySeed[]
  /** More pipelines than the one every account has; Won and Lost are added. */
  readonly pipelines?: readonly {
    readonly name: string
    readonly steps: readonly { readonly name: string; readonly probability: number }[]
  }[]
  readonly opportunities?: readonly CapsuleOpportunitySeed[]
  /** Projects. */
  readonly kases?: readonly {
    readonly key: string
    readonly party: string
    readonly opportunity?: string
    readonly name: string
    /** Name of a stage. */
    readonly stage?: string
    readonly owner: string
    readonly createdDaysAgo: number
    readonly closedDaysAgo?: number
    readonly expectedInDays?: number
  }[]
  readonly tasks?: readonly {
    readonly description: string
    /** Key of a party, an opportunity or a project. */
    readonly on?: string
    readonly category?: string
    readonly owner: string
    readonly dueInDays: number
    readonly completedDaysAgo?: number
  }[]
  readonly notes?: readonly {
    readonly on: string
    readonly author: string
    readonly activityType?: string
    readonly content: string
    readonly daysAgo: number
  }[]
}

export interface CapsuleOpportunitySeed {
  readonly key: string
  readonly party: string
  readonly name: string
  /** Names; of the first pipeline when none is given. */
  readonly pipeline?: string
  readonly milestone: string
  readonly amount: number
  readonly currency: string
  readonly durationBasis?: 'MONTH' | 'YEAR'
  readonly duration?: number
  readonly owner: string
  readonly createdDaysAgo: number
  readonly closedDaysAgo?: number
  readonly expectedInDays?: number
  readonly lostReason?: string
  readonly tags?: readonly string[]
}

export interface CapsulePartySeed {
  readonly key: string
  readonly type: 'person' | 'organisation'
  readonly name?: string
  readonly firstName?: string
  readonly lastName?: string
  readonly jobTitle?: string
  /** Key of an organisation that stands earlier in the list. */
  readonly organisation?: string
  readonly about?: string
  readonly owner?: string
  readonly team?: string
  readonly emails?: readonly { readonly type?: string; readonly address: string }[]
  readonly phones?: readonly { readonly type?: string; readonly number: string }[]
  readonly addresses?: readonly {
    readonly type?: string
    readonly street?: string
    readonly city?: string
    readonly state?: string
    readonly zip?: string
    readonly country?: string
  }[]
  readonly websites?: readonly { readonly address: string }[]
  readonly tags?: readonly string[]
  /** Custom field values by definition name. */
  readonly fields?: Readonly<Record<string, string>>
  readonly createdDaysAgo?: number
  readonly updatedDaysAgo?: number
}

export interface XeroSeed {
  readonly organisation: {
    readonly name: string
    readonly legalName: string
    readonly countryCode: string
    readonly baseCurrency: string
    /** Windows zone name squeezed to capitals, e.g. AUSEASTERNSTANDARDTIME. */
    readonly timezone: string
    readonly shortCode: string
    readonly taxNumber?: string
    readonly currencies: readonly string[]
  }
  readonly users: readonly {
    readonly key: string
    readonly firstName: string
    readonly lastName: string
    readonly email: string
    readonly role: 'FINANCIALADVISER' | 'STANDARD' | 'INVOICEONLY' | 'READONLY'
  }[]
  readonly contacts: readonly XeroContactSeed[]
  readonly invoices: readonly XeroInvoiceSeed[]
  /** Further organisations of the same people; their keys are not answered. */
  readonly organisations?: readonly Pick<XeroSeed, 'organisation' | 'contacts' | 'invoices'>[]
  readonly creditNotes?: readonly XeroCreditNoteSeed[]
  readonly quotes?: readonly XeroQuoteSeed[]
  readonly repeating?: readonly XeroRepeatingSeed[]
  readonly groups?: readonly { readonly name: string; readonly contacts: readonly string[] }[]
  readonly tracking?: readonly { readonly name: string; readonly options: readonly string[] }[]
  readonly items?: readonly XeroItemSeed[]
  readonly projects?: readonly XeroProjectSeed[]
}

export interface XeroItemSeed {
  readonly code: string
  readonly name: string
  readonly description?: string
  readonly unitPrice: number
  readonly accountCode: string
}

export interface XeroProjectSeed {
  readonly contact: string
  readonly name: string
  readonly estimate?: number
  readonly deadlineInDays?: number
  readonly closed?: boolean
  readonly tasks: readonly {
    readonly name: string
    readonly chargeType: 'TIME' | 'FIXED' | 'NON_CHARGEABLE'
    /** Per hour, or in all for a FIXED task. */
    readonly rate: number
    /** Logged by the first user. */
    readonly time?: readonly { readonly daysAgo: number; readonly minutes: number }[]
  }[]
}

export interface XeroContactSeed {
  readonly key: string
  readonly name: string
  readonly firstName?: string
  readonly lastName?: string
  readonly email?: string
  readonly contactPersons?: readonly {
    readonly firstName?: string
    readonly lastName?: string
    readonly email?: string
  }[]
  readonly taxNumber?: string
  readonly companyNumber?: string
  readonly accountNumber?: string
  /** Key of the Capsule party whose id stands in ContactNumber, or literal text another app left there. */
  readonly contactNumber?: { readonly party: string } | string
  readonly phones?: readonly {
    readonly type: 'DEFAULT' | 'DDI' | 'MOBILE' | 'FAX'
    readonly countryCode?: string
    readonly areaCode?: string
    readonly number: string
  }[]
  readonly addresses?: readonly {
    readonly type: 'POBOX' | 'STREET'
    readonly line1?: string
    readonly line2?: string
    readonly city?: string
    readonly region?: string
    readonly postalCode?: string
    readonly country?: string
  }[]
  readonly website?: string
  readonly defaultCurrency?: string
  readonly archived?: boolean
  /** Key of the contact this one was merged into; implies archived. */
  readonly mergedInto?: string
  readonly createdDaysAgo?: number
}

export interface XeroLineSeed {
  readonly description: string
  readonly quantity: number
  readonly unitAmount: number
  readonly taxRate?: 0 | 10 | 15
}

export interface XeroInvoiceSeed {
  readonly contact: string
  readonly type: 'ACCREC' | 'ACCPAY'
  readonly status: 'DRAFT' | 'SUBMITTED' | 'AUTHORISED' | 'VOIDED' | 'DELETED'
  readonly number?: string
  readonly reference?: string
  /** Days before the day of seeding, in the organisation's time zone; negative lies ahead. */
  readonly daysAgo: number
  readonly termDays: number
  readonly currency?: string
  readonly currencyRate?: number
  readonly lines: readonly XeroLineSeed[]
  /** Payments turn AUTHORISED into PAID when they cover the total. `share` of the amount due, 0 to 1. */
  readonly payments?: readonly {
    readonly daysAgo: number
    readonly share: number
    readonly reference?: string
  }[]
}

export interface XeroCreditNoteSeed {
  readonly contact: string
  readonly type: 'ACCRECCREDIT' | 'ACCPAYCREDIT'
  readonly status: 'DRAFT' | 'AUTHORISED' | 'VOIDED'
  readonly number?: string
  readonly reference?: string
  readonly daysAgo: number
  readonly lines: readonly XeroLineSeed[]
  /** Part of it, 0 to 1, that goes to the contact's oldest open document it fits on. */
  readonly allocated?: number
}

export interface XeroQuoteSeed {
  readonly contact: string
  readonly status: 'DRAFT' | 'SENT' | 'DECLINED' | 'ACCEPTED' | 'INVOICED'
  readonly title: string
  readonly summary?: string
  readonly daysAgo: number
  /** Days after its date. */
  readonly validDays?: number
  readonly lines: readonly XeroLineSeed[]
}

export interface XeroRepeatingSeed {
  readonly contact: string
  readonly type: 'ACCREC' | 'ACCPAY'
  readonly status: 'DRAFT' | 'AUTHORISED'
  readonly reference?: string
  readonly unit: 'WEEKLY' | 'MONTHLY'
  readonly period: number
  readonly startedDaysAgo: number
  readonly nextInDays: number
  readonly lines: readonly XeroLineSeed[]
}

export interface Seed {
  readonly capsule: CapsuleSeed
  readonly xero: XeroSeed
}
