import { Center, Container, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense } from 'react'
import type { Session } from '#api/session.ts'
import { sessionQuery } from '../lib/queries.ts'
import { Failure } from './failure.tsx'

const Shell = lazy(() => import('./shell.tsx').then(({ Shell }) => ({ default: Shell })))
const Welcome = lazy(() => import('../routes/welcome.tsx').then((page) => ({ default: page.WelcomePage })))
const SignIn = lazy(() => import('../routes/sign-in.tsx').then((page) => ({ default: page.SignInPage })))
const NoAccess = lazy(() => import('../routes/sign-in.tsx').then((page) => ({ default: page.NoAccessPage })))
const Setup = lazy(() => import('../routes/setup.tsx').then((page) => ({ default: page.SetupPage })))

/** Who is here decides what the page may be, before any page asks for data. */
export function Gate() {
  const session = useQuery(sessionQuery)
  const { pathname } = useLocation()
  if (session.data) return <Suspense fallback={<Wait />}>{screenFor(session.data, pathname)}</Suspense>
  if (session.isError) {
    return (
      <Container size="xs" pt="15vh" component="main">
        <Failure error={session.error} onRetry={() => void session.refetch()} />
      </Container>
    )
  }
  return <Wait />
}

function screenFor(session: Session, pathname: string): ReactNode {
  if (session.state === 'new') {
    return session.needsApps || pathname === '/setup' ? <Setup standalone /> : <Welcome session={session} />
  }
  if (session.state === 'signed_out') return <SignIn session={session} />
  if (session.user?.role === 'none') return <NoAccess session={session} />
  return (
    <Shell session={session}>
      <Outlet />
    </Shell>
  )
}

function Wait() {
  return (
    <Center h="60vh">
      <Loader aria-label="Loading" />
    </Center>
  )
}
