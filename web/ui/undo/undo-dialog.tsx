import { Alert, Box, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type UndoPreview, UndoStarted, type UndoTarget } from '#api/activity.ts'
import { ApiFailure, ask } from '../../lib/api.ts'
import { paths } from '../../lib/endpoints.ts'
import { undoPreviewQuery } from '../../lib/queries.ts'
import { count } from '../../lib/time.ts'
import { sideName } from '../../lib/words.ts'
import { Change } from '../change.tsx'
import { Dialog } from '../dialog.tsx'
import { Failure } from '../failure.tsx'
import { Loaded } from '../loaded.tsx'
import classes from './undo-dialog.module.css'

const isChanged = (error: Error | null): boolean => error instanceof ApiFailure && error.status === 409

/** Shows what undoing does and cannot do, then does exactly that. */
export function UndoDialog({
  title,
  target,
  onClose,
}: {
  title: string
  target: UndoTarget
  onClose: () => void
}) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const preview = useQuery(undoPreviewQuery(target))
  const start = useMutation({
    mutationFn: (hash: string) => ask(UndoStarted, 'POST', paths.undo, { target, hash }),
    onSuccess: async ({ runId }) => {
      onClose()
      await client.invalidateQueries({ queryKey: ['activity'] })
      await navigate({ to: '/activity/$runId', params: { runId } })
    },
    onError: (error) => {
      if (isChanged(error)) void preview.refetch()
    },
  })
  return (
    <Dialog title={title} opened onClose={onClose} size="lg">
      <Stack gap="md">
        {isChanged(start.error) && (
          <Alert role="alert" variant="outline" bg="var(--cp-card)" title="Something changed meanwhile">
            <Text size="sm">Nothing was undone. This is what undoing would do now.</Text>
          </Alert>
        )}
        {start.isError && !isChanged(start.error) && <Failure error={start.error} />}
        <Loaded query={preview} lines={4}>
          {(data) => <Preview preview={data} />}
        </Loaded>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={start.isPending}
            disabled={!preview.data || preview.data.willCount === 0 || preview.isFetching}
            onClick={() => preview.data && start.mutate(preview.data.hash)}
          >
            {preview.data && preview.data.willCount > 0
              ? `Undo ${count(preview.data.willCount, 'write', 'writes')}`
              : 'Undo'}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

function Preview({ preview }: { preview: UndoPreview }) {
  const { will, willCount, wont, wontCount, calls } = preview
  return (
    <Box className={classes.preview} tabIndex={0} role="region" aria-label="What undoing does">
      {willCount === 0 && <Text size="sm">There is nothing left that can be undone here.</Text>}
      {willCount > 0 && (
        <section aria-label="What is undone">
          <Text fw={550} size="sm">
            {count(willCount, 'write is', 'writes are')} undone, with {count(calls, 'call', 'calls')}
          </Text>
          <ul className={classes.list}>
            {will.map((one) => (
              <li key={`${one.side} ${one.name} ${one.words}`}>
                <strong>{one.name}</strong> <span className="quiet">in {sideName[one.side]}</span>
                <div>{one.words}</div>
                {one.changes.map((change) => (
                  <div key={change.label}>
                    <span className="sentence quiet" style={{ display: 'inline-block' }}>
                      {change.label}
                    </span>{' '}
                    <Change before={change.before} after={change.after} />
                  </div>
                ))}
              </li>
            ))}
          </ul>
          <Rest shown={will.length} all={willCount} />
        </section>
      )}
      {wontCount > 0 && (
        <section aria-label="What stays">
          <Text fw={550} size="sm">
            {count(wontCount, 'stays', 'stay')} as it is
          </Text>
          <ul className={classes.list}>
            {wont.map((one) => (
              <li key={`${one.name} ${one.words}`}>
                <strong>{one.name}</strong>
                <div className="quiet">{one.words}</div>
              </li>
            ))}
          </ul>
          <Rest shown={wont.length} all={wontCount} />
        </section>
      )}
    </Box>
  )
}

function Rest({ shown, all }: { shown: number; all: number }) {
  if (shown >= all) return null
  return (
    <Text size="sm" c="dimmed" className="num">
      and {all - shown} more
    </Text>
  )
}
