import { Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSave } from '../../forms/use-save.ts'
import { paths } from '../../lib/endpoints.ts'
import { settingsQuery } from '../../lib/queries.ts'
import { Failure } from '../failure.tsx'
import { Purchases } from './purchases.tsx'

/** Asked before Xero is connected, so that nobody sees a bill before somebody said who may. */
export function PurchasesQuestion() {
  const settings = useQuery(settingsQuery).data
  const save = useSave()
  if (!settings) return null
  return (
    <section className="card card-pad" aria-labelledby="purchases-question">
      <Title order={2} size="h4" id="purchases-question" mb="xs">
        Before Xero: who may see bills?
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        Sales invoices show to whoever sees the customer. You can change this later in Settings.
      </Text>
      <Purchases
        policy={settings}
        disabled={save.isPending}
        onChange={({ suppliers, suppliersFor }) =>
          save.mutate({
            method: 'PUT',
            path: paths.settings,
            body: { ...settings, suppliers, suppliersFor },
          })
        }
      />
      {save.isError && <Failure error={save.error} />}
    </section>
  )
}
