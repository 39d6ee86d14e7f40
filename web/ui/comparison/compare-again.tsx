import { Button, type ButtonProps, Stack } from '@mantine/core'
import type { Run } from '#api/runs.ts'
import { useSave } from '../../forms/use-save.ts'
import { paths } from '../../lib/endpoints.ts'
import { Failure } from '../failure.tsx'

export function CompareAgain({ run, ...button }: { run: Run } & ButtonProps) {
  const save = useSave()
  return (
    <Stack gap="sm" align="flex-start">
      {save.isError && <Failure error={save.error} />}
      <Button
        {...button}
        loading={save.isPending}
        onClick={() => save.mutate({ path: paths.comparisonOf(run.organisation?.id) })}
      >
        Compare again
      </Button>
    </Stack>
  )
}
