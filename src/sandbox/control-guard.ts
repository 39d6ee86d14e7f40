/**
 * The control API asks nobody to sign in, so it answers this machine only: a page elsewhere must neither reach
 * it under a name of its own (DNS rebinding) nor post a form to it.
 *
 * @param urls addresses under which the sandboxes run, allowed beside the loopback names
 * @returns the refusal, or null when the request may go on
 */
export function refusal(
  request: Request,
  urls: { readonly capsule: string; readonly xero: string },
): Response | null {
  const own = [urls.capsule, urls.xero].map((url) => new URL(url).hostname)
  const allowed = (hostname: string | null) =>
    hostname !== null && (isLoopback(hostname) || own.includes(hostname))
  const host = request.headers.get('host')
  if (!allowed(new URL(request.url).hostname) || (host !== null && !allowed(hostnameOf(`http://${host}`))))
    return refuse('The sandbox control answers requests to this machine only, for example http://localhost.')
  const origin = request.headers.get('origin')
  if (request.method !== 'GET' && origin !== null && !allowed(hostnameOf(origin)))
    return refuse('The sandbox control takes no changes from pages of other sites.')
  return null
}

const isLoopback = (hostname: string) =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127\.\d+\.\d+\.\d+$/.test(hostname)

const hostnameOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).hostname : null)

const refuse = (error: string) => Response.json({ error }, { status: 403 })
