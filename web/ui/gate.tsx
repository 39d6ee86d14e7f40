import { Center, Container, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazyRouteComponent, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { type ReactNode, Suspense, useEffect } from 'react'
import type { Session } from '#api/session.ts'
import { rememberTarget, takeTarget } from '../lib/after-sign-in.ts'
import { sessionQuery } from '../lib/queries.ts'
import { Failure } from './failure.tsx'

// Once fetched these are drawn without a fallback, which React's own lazy parts are not.
const Shell = lazyRouteComponent(() => import('./shell.tsx'), 'Shell')
const Welcome = lazyRouteComponent(() => import('../routes/welcome.tsx'), 'WelcomePage')
const SignIn = lazyRouteComponent(() => import('../routes/sign-in.tsx'), 'SignInPage')
const NoAccess = lazyRouteComponent(() => import('../routes/sign-in.tsx'), 'NoAccessPage')
const Join = lazyRouteComponent(() => import('../routes/join.tsx'), 'JoinPage')
const SecondFactor = lazyRouteComponent(() => import('../routes/second-factor.tsx'), 'SecondFactorPage')
const Setup = lazyRouteComponent(() => import('../routes/setup.tsx'), 'SetupPage')

/** Fetches what this session will see first. */
export async function preloadScreen(session: Session, pathname: string): Promise<void> {
  await screenOf(session, pathname).preload?.()
}

/** Who is here decides what the page may be, before any page asks for data. */
export function Gate() {
  const session = useQuery(sessionQuery)
  const { pathname, searchStr } = useLocation()
  const navigate = useNavigate()
  const state = session.data?.state
  useEffect(() => {
    // Signing in leads to the first page; whoever came by a link goes on from there.
    if (state === 'signed_out' && pathname !== '/join')
      rememberTarget(sessionStorage, `${pathname}${searchStr}`)
    if (state !== 'signed_in' || pathname !== '/') return
    const target = takeTarget(sessionStorage)
    if (target !== null) void navigate({ href: target, replace: true })
  }, [state, pathname, searchStr, navigate])
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

function screenOf(session: Session, pathname: string) {
  if (session.state === 'new') return session.needsApps || pathname === '/setup' ? Setup : Welcome
  if (pathname === '/join') return Join
  if (session.state === 'signed_out') return SignIn
  if (session.user?.secondFactorDue) return SecondFactor
  return session.user?.role === 'none' ? NoAccess : Shell
}

function screenFor(session: Session, pathname: string): ReactNode {
  switch (screenOf(session, pathname)) {
    case Setup:
      return <Setup standalone />
    case Welcome:
      return <Welcome session={session} />
    case SignIn:
      return <SignIn session={session} />
    case Join:
      return <Join session={session} />
    case SecondFactor:
      return <SecondFactor />
    case NoAccess:
      return <NoAccess session={session} />
    default:
      return (
        <Shell session={session}>
          <Outlet />
        </Shell>
      )
  }
}

function Wait() {
  return (
    <Center h="60vh">
      <Loader aria-label="Loading" />
    </Center>
  )
}
