import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { RulesView } from '#api/rules.ts'
import { write } from '../lib/api.ts'
import { paths } from '../lib/endpoints.ts'
import { rulesQuery } from '../lib/queries.ts'
import {
  consequences,
  isEmpty,
  noDraft,
  type RulesDraft,
  rebased,
  rulesInput,
  withField,
  withWhole,
} from '../lib/rules.ts'
import { Loaded } from '../ui/loaded.tsx'
import { notify } from '../ui/notices.tsx'
import { Page } from '../ui/page.tsx'
import { DealRules } from '../ui/rules/deal-rules.tsx'
import { FactRules } from '../ui/rules/fact-rules.tsx'
import { FieldRules } from '../ui/rules/field-rules.tsx'
import { GroupRules } from '../ui/rules/group-rules.tsx'
import { SaveBar } from '../ui/rules/save-bar.tsx'
import { WholeRules } from '../ui/rules/whole-rules.tsx'
import { When } from '../ui/when.tsx'

export function RulesPage() {
  const query = useQuery(rulesQuery)
  const view = query.data
  return (
    <Page
      title="Rules & mapping"
      lead={
        <>
          What travels between Capsule and Xero, and who decides.
          {view && view.changedAt !== null && (
            <>
              {' '}
              Last changed <When at={view.changedAt} />
              {view.changedBy !== null && ` by ${view.changedBy}`}.
            </>
          )}
        </>
      }
    >
      <Loaded query={query} lines={12}>
        {(data) => <RulesForm view={data} />}
      </Loaded>
      <DealRules />
      <FactRules />
    </Page>
  )
}

function RulesForm({ view }: { view: RulesView }) {
  const client = useQueryClient()
  const [typed, setTyped] = useState<RulesDraft>(noDraft)
  // Somebody else may have saved meanwhile: the draft is always seen over the newest rules.
  const draft = rebased(view, typed)
  const save = useMutation({
    mutationFn: () => write('PUT', paths.rules, rulesInput(view, draft)),
    onSuccess: async () => {
      await client.invalidateQueries()
      setTyped(noDraft)
      notify({
        words: 'The rules are saved.',
        next: 'Linked records are looked at again by themselves.',
        tone: 'done',
        link: { to: '/activity', words: 'See what is written' },
      })
    },
    onError: () => client.invalidateQueries({ queryKey: rulesQuery.queryKey }),
  })
  return (
    <>
      <FieldRules
        view={view}
        drafts={draft.fields}
        onChange={(field, change) => setTyped(withField(view, draft, field, change))}
      />
      <WholeRules
        view={view}
        draft={draft.whole}
        onChange={(change) => setTyped(withWhole(view, draft, change))}
      />
      <GroupRules
        view={view}
        draft={draft.whole}
        onChange={(change) => setTyped(withWhole(view, draft, change))}
      />
      {!isEmpty(draft) && (
        <SaveBar
          says={consequences(view, draft)}
          error={save.error}
          saving={save.isPending}
          onSave={() => save.mutate()}
          onDiscard={() => {
            save.reset()
            setTyped(noDraft)
          }}
        />
      )}
    </>
  )
}
