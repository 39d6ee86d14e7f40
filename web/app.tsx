import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiFailure } from './lib/api.ts'
import { sessionQuery } from './lib/queries.ts'
import { createAppRouter } from './router.tsx'
import { cssVariables, theme } from './theme.ts'
import { preloadScreen } from './ui/gate.tsx'

const colorScheme = localStorageColorSchemeManager({ key: 'counterpart-color-scheme' })

export async function start(root: HTMLElement): Promise<void> {
  paintScheme()
  const queryClient = createQueryClient()
  const router = createAppRouter()
  await Promise.race([firstScreen(queryClient, router), patience()])
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        colorSchemeManager={colorScheme}
        defaultColorScheme="auto"
      >
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}

/**
 * React keeps a fallback it has shown for 300 ms before it shows what comes after it. With the first screen at hand
 * there is no fallback to show.
 */
async function firstScreen(
  queryClient: QueryClient,
  router: ReturnType<typeof createAppRouter>,
): Promise<void> {
  const screen = queryClient
    .fetchQuery(sessionQuery)
    .then((session) => preloadScreen(session, location.pathname))
    // The page itself says what went wrong.
    .catch(() => undefined)
  await Promise.all([screen, router.load()])
}

/** How long a blank page is better than one that says it is loading. */
const patience = () => new Promise((resolve) => setTimeout(resolve, 400))

/** Before the first paint; a script in the page itself would need an exception in the policy. */
function paintScheme(): void {
  const chosen = colorScheme.get('auto')
  const dark = chosen === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark'
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
}

function createQueryClient(): QueryClient {
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: {
        // Changes are announced by the server; age alone says little.
        staleTime: 60_000,
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiFailure && [0, 502, 504].includes(error.status),
        retryDelay: (attempt) => 500 * 2 ** attempt,
      },
    },
  })
  queryClient.getQueryCache().subscribe(({ type, query }) => {
    const { error } = query.state
    if (
      type === 'updated' &&
      error instanceof ApiFailure &&
      error.status === 401 &&
      query.queryKey[0] !== 'session'
    ) {
      void queryClient.invalidateQueries(sessionQuery)
    }
  })
  return queryClient
}
