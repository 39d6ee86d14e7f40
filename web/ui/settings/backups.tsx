import { Button, Code, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Backup, Backups } from '#api/backups.ts'
import { useSave } from '../../forms/use-save.ts'
import { sizeText } from '../../lib/documents.ts'
import { paths } from '../../lib/endpoints.ts'
import { backupsQuery } from '../../lib/queries.ts'
import { Failure } from '../failure.tsx'
import { Loaded } from '../loaded.tsx'
import { When } from '../when.tsx'

/** Whether there is a backup, how old it is, and a button for another one. */
export function BackupsSection() {
  const query = useQuery(backupsQuery)
  return (
    <section className="card card-pad" aria-labelledby="settings-backups">
      <Title order={2} size="h4" id="settings-backups" mb="xs">
        Backups
      </Title>
      <Loaded query={query} lines={3}>
        {(backups) => <Kept backups={backups} />}
      </Loaded>
    </section>
  )
}

function Kept({ backups }: { backups: Backups }) {
  const save = useSave()
  const { runningSince, failure, daily, keep, folder, keyId } = backups
  const [last, ...older] = backups.backups
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm" role="status" aria-live="polite">
        {runningSince !== null ? (
          'A backup is being made. Everything goes on meanwhile.'
        ) : last ? (
          <>
            Last backup <When at={last.madeAt} />, {sizeText(last.bytes)}. It was restored for a trial, and
            every row was there.
          </>
        ) : (
          'There is no backup yet.'
        )}
      </Text>
      {failure !== null && runningSince === null && (
        <Text size="sm" className="danger">
          The last try <When at={failure.at} /> made none. {failure.words}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {daily
          ? `One is made each night; the last ${keep} are kept.`
          : `None is made by itself; of those you make the last ${keep} are kept.`}{' '}
        They are on the machine of the server, in <Code style={{ overflowWrap: 'anywhere' }}>{folder}</Code>.
        Copy them elsewhere, and keep the key <Code>{keyId}</Code> apart from them.
      </Text>
      {older.length > 0 && <Older backups={older} />}
      {save.isError && <Failure error={save.error} />}
      <Group>
        <Button
          variant="default"
          size="sm"
          loading={save.isPending || runningSince !== null}
          onClick={() => save.mutate({ method: 'POST', path: paths.backups })}
        >
          Back up now
        </Button>
      </Group>
    </Stack>
  )
}

function Older({ backups }: { backups: readonly Backup[] }) {
  return (
    <details>
      <Text component="summary" size="sm" style={{ cursor: 'pointer' }}>
        {backups.length === 1 ? '1 older one' : `${backups.length} older ones`}
      </Text>
      <Stack component="ul" gap={4} mt={6} mb={0} pl="md" fz="sm">
        {backups.map(({ name, madeAt, bytes }) => (
          <li key={name}>
            <When at={madeAt} />, {sizeText(bytes)}
          </li>
        ))}
      </Stack>
    </details>
  )
}
