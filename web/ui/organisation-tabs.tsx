import { SegmentedControl } from '@mantine/core'

/** Which Xero organisation is looked at; nothing where there is only one. */
export function OrganisationTabs({
  organisations,
  shown,
  onShow,
}: {
  organisations: readonly { readonly id: string; readonly name: string; readonly note?: string }[]
  shown: string | undefined
  onShow: (id: string) => void
}) {
  if (organisations.length < 2) return null
  return (
    <SegmentedControl
      size="xs"
      value={shown ?? organisations[0]?.id ?? ''}
      onChange={onShow}
      data={organisations.map(({ id, name, note }) => ({
        value: id,
        label: note === undefined ? name : `${name} · ${note}`,
      }))}
      aria-label="Xero organisation"
      style={{ alignSelf: 'flex-start', maxWidth: '100%', flexWrap: 'wrap' }}
    />
  )
}
