import { Alert, Text } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { connectErrorWords } from '../lib/connect-errors.ts'

/** Why a consent did not end in a connection, from the `error` of the address. */
export function ConnectError() {
  const { search, pathname } = useLocation()
  const navigate = useNavigate()
  const code = 'error' in search && typeof search.error === 'string' ? search.error : null
  if (code === null) return null
  const { title, message, next } = connectErrorWords(code)
  const refusal = code !== 'access_denied'
  return (
    <Alert
      role="alert"
      color={refusal ? 'red' : 'gray'}
      variant="outline"
      bg="var(--cp-card)"
      icon={<IconAlertCircle />}
      title={title}
      classNames={{ title: refusal ? 'danger' : '' }}
      withCloseButton
      closeButtonLabel="Dismiss"
      onClose={() => void navigate({ to: pathname, replace: true })}
    >
      <Text size="sm">{message}</Text>
      <Text size="sm" mt={4}>
        {next}
      </Text>
    </Alert>
  )
}
