import { Button, Group, Radio, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { OrganisationChoice as Choice } from '#api/connections.ts'
import { useSave } from '../forms/use-save.ts'
import { read } from '../lib/api.ts'
import { paths } from '../lib/endpoints.ts'
import { Failure } from './failure.tsx'
import { Loaded } from './loaded.tsx'

/** After a consent that covers several organisations: which of them is connected now. */
export function OrganisationChoice() {
  const { search } = useLocation()
  const secret = 'choice' in search && typeof search.choice === 'string' ? search.choice : null
  return secret === null ? null : <Choosing secret={secret} />
}

function Choosing({ secret }: { secret: string }) {
  const navigate = useNavigate()
  const query = useQuery({
    queryKey: ['organisation-choice', secret],
    queryFn: ({ signal }) => read(Choice, paths.organisationChoice(secret), signal),
    retry: false,
    staleTime: Infinity,
  })
  const [chosen, setChosen] = useState<string | null>(null)
  const save = useSave(() => void navigate({ to: '/comparison', replace: true }))
  const close = () => void navigate({ to: '/connections', replace: true })
  return (
    <section className="card card-pad" aria-labelledby="choice">
      <Title order={2} size="h3" id="choice" mb="xs">
        Which organisation should be connected?
      </Title>
      <Loaded query={query} lines={3}>
        {({ organisations }) => (
          <Stack gap="md">
            <Text size="sm">
              You allowed access to several. One is connected now; the others can be added afterwards.
            </Text>
            <Radio.Group value={chosen} onChange={setChosen} aria-label="Xero organisation">
              <Stack gap="xs">
                {organisations.map(({ id, name }) => (
                  <Radio key={id} value={id} label={name} />
                ))}
              </Stack>
            </Radio.Group>
            {save.isError && <Failure error={save.error} />}
            <Group gap="sm">
              <Button
                disabled={chosen === null}
                loading={save.isPending}
                onClick={() =>
                  save.mutate({
                    path: paths.connectOrganisation,
                    body: { secret, organisation: chosen },
                  })
                }
              >
                Connect it
              </Button>
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
            </Group>
          </Stack>
        )}
      </Loaded>
    </section>
  )
}
