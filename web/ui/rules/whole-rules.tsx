import { NativeSelect, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import type { RulesView } from '#api/rules.ts'
import {
  createContactsLabel,
  createPartiesLabel,
  firstDifferenceLabel,
  type RulesDraft,
} from '../../lib/rules.ts'
import { pick } from './pick.ts'
import classes from './rules.module.css'

const parties = ['with_documents', 'all', 'customers', 'suppliers', 'none'] as const
const contacts = ['none', 'organisations', 'all'] as const
const firsts = ['leave', 'policy'] as const

/** What happens to whole records. */
export function WholeRules({
  view,
  draft,
  onChange,
}: {
  view: RulesView
  draft: RulesDraft['whole']
  onChange: (change: RulesDraft['whole']) => void
}) {
  return (
    <section className="card card-pad" aria-labelledby="whole-rules">
      <Title order={2} size="h4" id="whole-rules" mb="sm">
        Records
      </Title>
      <div className={classes.whole}>
        <NativeSelect
          label="Xero contacts added to Capsule"
          description="Contacts without a counterpart there."
          value={draft.createParties ?? view.createParties}
          onChange={(event) => {
            const chosen = pick(parties, event.currentTarget.value)
            if (chosen) onChange({ createParties: chosen })
          }}
          data={parties.map((value) => ({ value, label: createPartiesLabel[value] }))}
        />
        <NativeSelect
          label="Capsule records added to Xero"
          description="A person who belongs to an organisation is there through it."
          value={draft.createContacts ?? view.createContacts}
          onChange={(event) => {
            const chosen = pick(contacts, event.currentTarget.value)
            if (chosen) onChange({ createContacts: chosen })
          }}
          data={contacts.map((value) => ({ value, label: createContactsLabel[value] }))}
        />
        <NativeSelect
          label="Values that differ when a link is made"
          description="An empty value is filled from the other side either way."
          value={draft.firstDifference ?? view.firstDifference}
          onChange={(event) => {
            const chosen = pick(firsts, event.currentTarget.value)
            if (chosen) onChange({ firstDifference: chosen })
          }}
          data={firsts.map((value) => ({ value, label: firstDifferenceLabel[value] }))}
        />
        <ApproveOver value={draft.approveOver ?? view.approveOver} onChange={onChange} />
      </div>
    </section>
  )
}

const approveOverMax = 1_000_000

function ApproveOver({
  value,
  onChange,
}: {
  value: number
  onChange: (change: { approveOver: number }) => void
}) {
  /** What is being typed while it is not a number yet. */
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <TextInput
      label="Ask before a pass that writes more records than"
      description="A whole pass then waits under Review."
      inputMode="numeric"
      value={typed ?? String(value)}
      error={typed === null ? undefined : `A whole number from 1 to ${approveOverMax}`}
      onChange={(event) => {
        const text = event.currentTarget.value.trim()
        const number = Number(text)
        if (/^\d+$/.test(text) && number >= 1 && number <= approveOverMax) {
          setTyped(null)
          onChange({ approveOver: number })
        } else setTyped(text)
      }}
      onBlur={() => setTyped(null)}
    />
  )
}
