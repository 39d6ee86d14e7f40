export interface Client {
  readonly id: string
  readonly secret: string
  readonly name: string
}

/** The one registered app; it may come back to any port of this machine. */
const demo: Client = { id: 'counterpart-demo', secret: 'counterpart-demo-secret', name: 'Counterpart' }

export function clientById(id: string | undefined): Client | undefined {
  return id === demo.id ? demo : undefined
}

export function allowsRedirect(redirectUri: string): boolean {
  const url = URL.parse(redirectUri)
  return url?.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(url.hostname) && url.hash === ''
}

/** Client id and secret from a Basic header or from the body; undefined when neither fits a client. */
export function authenticateClient(
  authorization: string | undefined,
  body: ReadonlyMap<string, string>,
): Client | undefined {
  const { id, secret } = basic(authorization) ?? {
    id: body.get('client_id'),
    secret: body.get('client_secret'),
  }
  const client = clientById(id)
  return client?.secret === secret ? client : undefined
}

/** Both parts are form-encoded inside the Basic value (RFC 6749 §2.3.1). */
function basic(authorization: string | undefined): { id: string; secret: string } | undefined {
  const encoded = authorization?.match(/^Basic\s+([A-Za-z0-9+/=]+)$/i)?.[1]
  if (encoded === undefined) return undefined
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':', 2)
  const decoded = new URLSearchParams(`id=${id}&secret=${secret}`)
  return { id: decoded.get('id') ?? '', secret: decoded.get('secret') ?? '' }
}
