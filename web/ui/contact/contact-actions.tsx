import { Button, Group, Stack, Text } from '@mantine/core'
import {
  IconArrowBackUp,
  IconBan,
  IconLink,
  IconLinkOff,
  IconPlus,
  IconRefresh,
  IconRestore,
} from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { ContactAction, ContactDetail } from '#api/contacts.ts'
import { Dialog } from '../dialog.tsx'
import { useAct } from './use-act.ts'

const LinkDialog = lazy(() => import('./link-dialog.tsx').then((part) => ({ default: part.LinkDialog })))
const UndoDialog = lazy(() =>
  import('../undo/undo-dialog.tsx').then((part) => ({ default: part.UndoDialog })),
)

type Asked = 'unlink' | 'exclude' | 'link' | 'undo' | null

const icon = { size: 16, stroke: 1.8 } as const

/** What a person may do with the record; what is hard to take back asks first. */
export function ContactActions({ contact }: { contact: ContactDetail }) {
  const [asked, setAsked] = useState<Asked>(null)
  const close = () => setAsked(null)
  const shown = contact.organisations?.find((one) => one.shown)
  const act = useAct(contact.key, shown?.id, close)
  const may = (action: ContactDetail['actions'][number]) => contact.actions.includes(action)
  const run = (action: ContactAction) => act.mutate(action)
  const look = { size: 'xs', variant: 'default' } as const
  if (contact.actions.length === 0) return null
  return (
    <Group gap={8} role="group" aria-label="Actions">
      {may('add_to_xero') && (
        <Button
          {...look}
          variant="filled"
          leftSection={<IconPlus {...icon} />}
          disabled={act.isPending}
          onClick={() => run({ action: 'add_to_xero' })}
        >
          Add to {shown?.name ?? 'Xero'}
        </Button>
      )}
      {may('add_to_capsule') && (
        <Button
          {...look}
          variant="filled"
          leftSection={<IconPlus {...icon} />}
          disabled={act.isPending}
          onClick={() => run({ action: 'add_to_capsule' })}
        >
          Add to Capsule
        </Button>
      )}
      {may('link') && (
        <Button {...look} leftSection={<IconLink {...icon} />} onClick={() => setAsked('link')}>
          Link to…
        </Button>
      )}
      {may('resync') && (
        <Button
          {...look}
          leftSection={<IconRefresh {...icon} />}
          disabled={act.isPending}
          onClick={() => run({ action: 'resync' })}
        >
          Re-sync now
        </Button>
      )}
      {may('undo') && (
        <Button {...look} leftSection={<IconArrowBackUp {...icon} />} onClick={() => setAsked('undo')}>
          Undo last change
        </Button>
      )}
      {may('unlink') && (
        <Button {...look} leftSection={<IconLinkOff {...icon} />} onClick={() => setAsked('unlink')}>
          Unlink
        </Button>
      )}
      {may('exclude') && (
        <Button {...look} leftSection={<IconBan {...icon} />} onClick={() => setAsked('exclude')}>
          Leave out
        </Button>
      )}
      {may('include') && (
        <Button
          {...look}
          leftSection={<IconRestore {...icon} />}
          disabled={act.isPending}
          onClick={() => run({ action: 'include' })}
        >
          Include again
        </Button>
      )}
      <Ask
        opened={asked === 'unlink'}
        onClose={close}
        title={`Unlink ${contact.name}${shown ? ` in ${shown.name}` : ''}?`}
        does="Unlink"
        pending={act.isPending}
        onYes={() => run({ action: 'unlink' })}
      >
        Both records stay as they are, and nothing is written between them any more. The references that
        Counterpart wrote on them are removed. It will not link these two by itself again; you can.
      </Ask>
      <Ask
        opened={asked === 'exclude'}
        onClose={close}
        title={`Leave ${contact.name} out?`}
        does="Leave out"
        pending={act.isPending}
        onYes={() => run({ action: 'exclude' })}
      >
        Nothing is matched, created or written for it until you include it again. What is there on both sides
        stays.
      </Ask>
      <Suspense fallback={null}>
        {asked === 'link' && (
          <LinkDialog
            contact={contact}
            onClose={close}
            pending={act.isPending}
            onLink={(other) => run({ action: 'link', other })}
          />
        )}
        {asked === 'undo' && (
          <UndoDialog
            title={`Undo the last change of ${contact.name}`}
            target={{ kind: 'record', key: contact.key }}
            onClose={close}
          />
        )}
      </Suspense>
    </Group>
  )
}

function Ask({
  opened,
  onClose,
  title,
  does,
  pending,
  onYes,
  children,
}: {
  opened: boolean
  onClose: () => void
  title: string
  does: string
  pending: boolean
  onYes: () => void
  children: ReactNode
}) {
  return (
    <Dialog title={title} opened={opened} onClose={onClose}>
      <Stack gap="md">
        <Text size="sm">{children}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={pending} onClick={onYes}>
            {does}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
