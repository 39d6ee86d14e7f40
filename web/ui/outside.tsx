import { Container, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { Brand } from './brand.tsx'
import { SchemeSwitch } from './scheme-switch.tsx'

/** The frame of pages shown before someone is signed in. */
export function Outside({ children, size = 620 }: { children: ReactNode; size?: number }) {
  return (
    <Container size={size} py={{ base: 'lg', sm: '8vh' }} component="main">
      <Group justify="space-between" mb="xl">
        <Brand large />
        <SchemeSwitch />
      </Group>
      {children}
    </Container>
  )
}
