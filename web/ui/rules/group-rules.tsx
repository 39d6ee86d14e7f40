import { ActionIcon, Button, Switch, Text, TextInput, Title } from '@mantine/core'
import { IconArrowsHorizontal, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { RulesView } from '#api/rules.ts'
import type { RulesDraft, TagGroup } from '../../lib/rules.ts'
import classes from './rules.module.css'

/** Which Capsule tag stands for which Xero contact group, and notes in Xero's history. */
export function GroupRules({
  view,
  draft,
  onChange,
}: {
  view: RulesView
  draft: RulesDraft['whole']
  onChange: (change: RulesDraft['whole']) => void
}) {
  const pairs: readonly TagGroup[] = draft.tagGroups ?? view.tagGroups
  const found = new Set(view.knownGroups)
  return (
    <section className="card card-pad" aria-labelledby="group-rules">
      <Title order={2} size="h4" id="group-rules">
        Tags and contact groups
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        A Capsule tag can stand for a contact group in Xero.
      </Text>
      {pairs.length > 0 && (
        <ul className={classes.pairs}>
          {pairs.map(({ tag, group }) => (
            <li key={`${tag} ${group}`}>
              <span>{tag}</span>
              <span className="mark quiet" role="img" aria-label="stands for">
                <IconArrowsHorizontal size={17} stroke={1.8} />
              </span>
              <span>
                {group}
                {!found.has(group) && <span className="quiet"> · not in Xero yet</span>}
              </span>
              <ActionIcon
                variant="subtle"
                color="gray"
                c="dimmed"
                size="sm"
                aria-label={`Remove ${tag} and ${group}`}
                onClick={() =>
                  onChange({ tagGroups: pairs.filter((one) => one.tag !== tag || one.group !== group) })
                }
              >
                <IconX size={16} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <AddPair view={view} pairs={pairs} onAdd={(pair) => onChange({ tagGroups: [...pairs, pair] })} />
      <Switch
        mt="lg"
        label="Note the link in Xero’s history"
        description="The history of a newly linked contact names its Capsule record; one call per contact."
        checked={draft.historyNotes ?? view.historyNotes}
        onChange={(event) => onChange({ historyNotes: event.currentTarget.checked })}
      />
    </section>
  )
}

function AddPair({
  view,
  pairs,
  onAdd,
}: {
  view: RulesView
  pairs: readonly TagGroup[]
  onAdd: (pair: TagGroup) => void
}) {
  const [tag, setTag] = useState('')
  const [group, setGroup] = useState('')
  const pair = { tag: tag.trim(), group: group.trim() }
  const known = pairs.some((one) => one.tag === pair.tag || one.group === pair.group)
  const complete = pair.tag !== '' && pair.group !== ''
  return (
    <form
      className={classes.add}
      onSubmit={(event) => {
        event.preventDefault()
        if (!complete || known) return
        onAdd(pair)
        setTag('')
        setGroup('')
      }}
    >
      <TextInput
        label="Capsule tag"
        size="xs"
        list="known-tags"
        maxLength={100}
        value={tag}
        onChange={(event) => setTag(event.currentTarget.value)}
      />
      <TextInput
        label="Xero contact group"
        size="xs"
        list="known-groups"
        maxLength={255}
        value={group}
        onChange={(event) => setGroup(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" variant="default" disabled={!complete || known}>
        Add
      </Button>
      <datalist id="known-tags">
        {view.knownTags.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <datalist id="known-groups">
        {view.knownGroups.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {complete && known && (
        <Text size="xs" className="danger" role="alert">
          This tag or this group has its counterpart already.
        </Text>
      )}
    </form>
  )
}
