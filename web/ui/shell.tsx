import { ActionIcon, AppShell, Badge, Box, Burger, Group, Text, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconLayoutSidebar, IconSearch } from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import type { Session } from '#api/session.ts'
import { Account } from './account.tsx'
import { Brand } from './brand.tsx'
import { Keyboard, loadDialogs, useKeyboard } from './keyboard.tsx'
import { Nav } from './nav.tsx'
import { Notices } from './notices.tsx'
import { ReadingBanner } from './reading.tsx'
import { SchemeSwitch } from './scheme-switch.tsx'
import { StreamBanner } from './stream.tsx'

/** The frame of every page of a signed-in person. */
export function Shell({ session, children }: { session: Session; children: ReactNode }) {
  const [opened, { toggle, close }] = useDisclosure(false)
  const [wide, { toggle: toggleWide }] = useDisclosure(true)
  const keyboard = useKeyboard()
  const main = useFocusOnNavigation(close)

  return (
    <>
      <a href="#main" className="skip">
        Skip to content
      </a>
      <AppShell
        header={{ height: 52 }}
        navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: !opened, desktop: !wide } }}
        padding={0}
      >
        <AppShell.Header bg="var(--cp-card)" style={{ borderColor: 'var(--cp-line)' }}>
          <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="xs">
            <Group gap="sm" wrap="nowrap" miw={0}>
              <Burger
                opened={opened}
                onClick={toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label="Navigation"
                aria-expanded={opened}
              />
              <ActionIcon
                visibleFrom="sm"
                variant="subtle"
                color="gray"
                c="dimmed"
                onClick={toggleWide}
                aria-label="Navigation"
                aria-expanded={wide}
              >
                <IconLayoutSidebar size={19} stroke={1.7} />
              </ActionIcon>
              <UnstyledButton
                component={Link}
                to="/"
                aria-label="Counterpart, overview"
                style={{ borderRadius: 6 }}
              >
                <Brand />
              </UnstyledButton>
              {session.workspace && (
                <Text size="sm" c="dimmed" className="clip" visibleFrom="xs" title={session.workspace.name}>
                  {session.workspace.name}
                </Text>
              )}
              {session.demo && (
                <Badge
                  variant="default"
                  tt="none"
                  fw={500}
                  title="Both sides are sandboxes with an invented company."
                >
                  Demo
                </Badge>
              )}
            </Group>
            <Group gap={4} wrap="nowrap">
              <UnstyledButton
                onMouseEnter={loadDialogs}
                visibleFrom="sm"
                onClick={keyboard.openPalette}
                className="card"
                px="sm"
                py={5}
                mr={4}
              >
                <Group gap="xs" wrap="nowrap">
                  <IconSearch size={15} className="quiet" />
                  <Text size="sm" c="dimmed">
                    Find
                  </Text>
                  <kbd className="key quiet">Ctrl K</kbd>
                </Group>
              </UnstyledButton>
              <ActionIcon
                hiddenFrom="sm"
                size="lg"
                variant="subtle"
                color="gray"
                c="dimmed"
                onClick={keyboard.openPalette}
                aria-label="Find"
              >
                <IconSearch size={19} stroke={1.7} />
              </ActionIcon>
              <SchemeSwitch />
            </Group>
          </Group>
        </AppShell.Header>

        <AppShell.Navbar p="sm" bg="var(--cp-card)" style={{ borderColor: 'var(--cp-line)' }}>
          <Box flex={1} style={{ overflowY: 'auto' }}>
            <Nav />
          </Box>
          <Account session={session} onHelp={keyboard.openHelp} />
        </AppShell.Navbar>

        <AppShell.Main>
          <StreamBanner />
          <ReadingBanner />
          <Box
            id="main"
            ref={main}
            tabIndex={-1}
            px={{ base: 'md', sm: 'xl' }}
            py="lg"
            maw={1320}
            mx="auto"
            style={{ outline: 0 }}
          >
            {children}
          </Box>
        </AppShell.Main>
      </AppShell>
      <Notices />
      <Keyboard state={keyboard} />
    </>
  )
}

/** A new page starts being read at its beginning, also by a screen reader. */
function useFocusOnNavigation(close: () => void) {
  const { pathname } = useLocation()
  const main = useRef<HTMLDivElement>(null)
  const before = useRef(pathname)
  useEffect(() => {
    if (before.current === pathname) return
    before.current = pathname
    close()
    main.current?.focus({ preventScroll: true })
  }, [pathname, close])
  return main
}
