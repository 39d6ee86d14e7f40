import { Group, Modal } from '@mantine/core'
import type { ReactNode } from 'react'

/** A titled dialog. Its head is no `header`: that would be a second banner of the page. */
export function Dialog({
  title,
  opened,
  onClose,
  size = 'md',
  children,
}: {
  title: string
  opened: boolean
  onClose: () => void
  size?: 'md' | 'lg'
  children: ReactNode
}) {
  return (
    <Modal.Root opened={opened} onClose={onClose} size={size}>
      <Modal.Overlay />
      <Modal.Content>
        <Group justify="space-between" wrap="nowrap" p="md" pb={0}>
          <Modal.Title fw={600}>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </Group>
        <Modal.Body pt="md">{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
