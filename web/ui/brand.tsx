import { Group, Text } from '@mantine/core'

/** Two rings that overlap: one customer, two systems. */
export function Brand({ large = false }: { large?: boolean }) {
  const size = large ? 36 : 24
  return (
    <Group gap={large ? 'sm' : 8} wrap="nowrap">
      <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="#3159c4" />
        <circle cx="12.5" cy="16" r="6" fill="none" stroke="#fff" strokeWidth="2.6" />
        <circle cx="19.5" cy="16" r="6" fill="none" stroke="#fff" strokeOpacity=".7" strokeWidth="2.6" />
      </svg>
      <Text fw={650} size={large ? 'xl' : 'md'} component="span">
        Counterpart
      </Text>
    </Group>
  )
}
