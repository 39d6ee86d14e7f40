import { createTransport } from 'nodemailer'
import { DestinationError, pin, type Resolve } from './address.ts'
import { type Destination, type EmailDestination, signature } from './destination.ts'
import { postJson } from './post.ts'

/** One change of state, for people. */
export interface Change {
  /** Stays the same when it is sent again. */
  readonly id: string
  readonly topic: string
  readonly raised: boolean
  readonly words: string
  /** Our page about it, whole address. */
  readonly url: string
  readonly at: Date
}

export interface SendOptions {
  readonly allowPrivate: boolean
  /** Epoch milliseconds. */
  readonly now: number
  readonly workspace: string
  readonly resolve?: Resolve
}

/**
 * Tells one destination of some changes, together.
 *
 * @throws DestinationError with the reason in words
 */
export async function sendChanges(
  destination: Destination,
  changes: readonly Change[],
  options: SendOptions,
): Promise<void> {
  switch (destination.kind) {
    case 'email':
      return sendMail(destination, changes, options)
    case 'slack':
      return postJson(destination.url, JSON.stringify({ text: slackText(changes, options) }), {}, options)
    case 'webhook': {
      const body = JSON.stringify({
        workspace: options.workspace,
        changes: changes.map(({ id, topic, raised, words, url, at }) => ({
          id,
          topic,
          state: raised ? 'raised' : 'over',
          words,
          url,
          at: at.toISOString(),
        })),
      })
      const headers = {
        'counterpart-signature': signature(destination.secret, Math.floor(options.now / 1_000), body),
        'counterpart-delivery': changes[0]?.id ?? '',
      }
      return postJson(destination.url, body, headers, options)
    }
  }
}

function subjectOf(changes: readonly Change[], workspace: string): string {
  const [only, ...more] = changes
  const raised = changes.filter((change) => change.raised).length
  const what =
    only && more.length === 0
      ? shortened(only.words)
      : `${raised} to look at, ${changes.length - raised} over`
  return `${workspace}: ${what}`.replace(/[\r\n]+/g, ' ')
}

const shortened = (text: string): string => (text.length <= 90 ? text : `${text.slice(0, 87)}…`)

function plainText(changes: readonly Change[], { workspace }: SendOptions): string {
  const parts = changes.map(
    ({ raised, words, url }) => `${raised ? 'Needs a look' : 'Over'}: ${words}\n${url}`,
  )
  return `${parts.join('\n\n')}\n\nCounterpart, ${workspace}\n`
}

function slackText(changes: readonly Change[], { workspace }: SendOptions): string {
  const lines = changes.map(
    ({ raised, words, url }) =>
      `${raised ? ':red_circle:' : ':white_check_mark:'} ${escaped(words)} <${url}|Open>`,
  )
  return [`*${escaped(workspace)}*`, ...lines].join('\n')
}

/** What Slack reads as its own marks. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

async function sendMail(
  destination: EmailDestination,
  changes: readonly Change[],
  options: SendOptions,
): Promise<void> {
  const { host, port, security, user, password, from, to } = destination
  const { address } = await pin(host, options.allowPrivate, options.resolve)
  const transport = createTransport({
    host: address,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    // The address was looked up here; the certificate is the host's all the same.
    tls: { servername: host },
    ...(user !== null && password !== null ? { auth: { user, pass: password } } : {}),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({
      from,
      to,
      subject: subjectOf(changes, options.workspace),
      text: plainText(changes, options),
      headers: { 'Auto-Submitted': 'auto-generated' },
      messageId: `<${changes[0]?.id ?? 'test'}@counterpart.invalid>`,
    })
  } catch (cause) {
    throw new DestinationError(`The mail server ${host} did not take the message: ${reasonOf(cause)}`, {
      cause,
    })
  } finally {
    transport.close()
  }
}

const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message.slice(0, 200) : 'no reason given'
