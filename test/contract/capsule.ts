import { z } from 'zod'
import type { Sandbox } from '#sandbox/sandbox.ts'
import { capsuleCaller, capsuleUrl, quietSandbox } from '../sandbox-session.ts'
import { answers, operations, refusals } from './capsule-schemas.ts'
import { capsuleSteps, lastCapsuleSteps } from './capsule-steps.ts'
import { pool } from './pool.ts'
import type { Report, Row } from './report.ts'
import { pathsOf, prepare, type Step } from './step.ts'

/** Only a write that answers 202 makes a job, and none does here: a refusal in the right form has to do. */
const refusalSuffices = ['GET /jobs/{job}']

interface Found {
  checked: number
  implemented: boolean
  readonly failures: Set<string>
}

/** Every operation the reference names, driven through the emulator as an administrator of a registered app. */
export async function capsuleContract(): Promise<Report> {
  const sandbox = quietSandbox(11)
  sandbox.load('demo')
  const call = capsuleCaller(sandbox, await signIn(sandbox))
  const names = Object.keys(operations)
  const found = new Map<string, Found>()
  for (const name of names) found.set(name, { checked: 0, implemented: false, failures: new Set() })
  const failures: string[] = []
  const ids = pool()

  async function send(name: string, path: string, sent?: Parameters<typeof call>[2]) {
    const [method = ''] = name.split(' ')
    const response = await call(method, path, sent)
    const json = response.headers.get('content-type')?.includes('json') ?? false
    const text = await response.text()
    const body: unknown = json && text !== '' ? JSON.parse(text) : undefined
    judge(name, response, body, text)
    return { status: response.status, text, body }
  }

  function judge(name: string, response: Response, body: unknown, text: string): void {
    const entry = found.get(name)
    if (!entry) return
    const { status, headers } = response
    if (status === 501) return
    entry.implemented = true
    if (status >= 500) entry.failures.add(`answered ${status}: ${text.slice(0, 200)}`)
    if (!headers.has('x-ratelimit-reset')) entry.failures.add('an answer without its rate limit (§3.10)')
    const success = status < 300
    const schema = success ? answers[operations[name] ?? 'nothing'] : refusals[status]
    if (status === 201 && operations[name] !== 'upload' && !headers.has('location'))
      entry.failures.add('201 without Location (§4.3)')
    if (success || (schema && refusalSuffices.includes(name))) entry.checked++
    const result = status === 202 ? undefined : schema?.safeParse(body)
    if (result && !result.success)
      for (const problem of z.prettifyError(result.error).split('\n✖').slice(0, 4))
        entry.failures.add(`${status} ${problem.replace(/\[\d+\]/g, '[*]').replaceAll('\n', ' ')}`)
  }

  async function readAll(): Promise<void> {
    for (const name of names.filter((n) => n.startsWith('GET ')))
      for (const path of pathsOf(name.slice(4), ids)) await send(name, path)
  }

  async function perform(step: Step): Promise<void> {
    if (!found.has(step.operation)) {
      failures.push(`the table has no ${step.operation}`)
      return
    }
    const prepared = prepare(step, step.operation.split(' ')[1] ?? '', ids)
    if (!prepared) return
    const { status, text, body } = await send(step.operation, prepared.path, prepared.sent)
    if (status === 501) return
    for (const [key, place] of Object.entries(step.keep ?? {})) ids.keep(key, body, place)
    const method = step.operation.split(' ')[0]
    const usual = method === 'DELETE' ? 204 : method === 'POST' ? 201 : 200
    const wanted = step.status ?? usual
    if (status !== wanted)
      found
        .get(step.operation)
        ?.failures.add(`answered ${status} instead of ${wanted}: ${text.slice(0, 300)}`)
  }

  for (const step of capsuleSteps) await perform(step)
  await readAll()
  for (const step of lastCapsuleSteps) await perform(step)
  for (const name of names) await probe(name)

  /** What nothing above tried: does it answer 501? */
  async function probe(name: string): Promise<void> {
    const entry = found.get(name)
    if (!entry || entry.checked > 0) return
    const path = (name.split(' ')[1] ?? '').replace(/\{[^}]+\}/g, '999999999')
    await send(name, path, name.startsWith('GET ') ? {} : { body: '{}' })
  }

  const rows = names.map((operation): Row => {
    const entry = found.get(operation) ?? { checked: 0, implemented: false, failures: new Set<string>() }
    const state = entry.checked > 0 ? 'checked' : entry.implemented ? 'unchecked' : '501'
    return { vendor: 'capsule', operation, state, checked: entry.checked, failures: [...entry.failures] }
  })
  return { rows, failures, allowed: [] }
}

const Tokens = z.object({ access_token: z.string() })

/** Goes through consent as the account owner: only a registered app may manage hooks. */
async function signIn(sandbox: Sandbox): Promise<string> {
  const users = await capsuleCaller(sandbox)('GET', '/users')
  const { users: list } = z
    .object({ users: z.array(z.object({ id: z.int() })).min(1) })
    .parse(await users.json())
  const form = (path: string, values: Record<string, string>) =>
    sandbox.capsuleFetch(
      new Request(`${capsuleUrl}${path}`, {
        method: 'POST',
        body: new URLSearchParams(values),
        redirect: 'manual',
      }),
    )
  const consent = await form('/oauth/authorise', {
    client_id: 'counterpart-demo',
    redirect_uri: 'http://localhost:4000/back',
    response_type: 'code',
    scope: 'read write',
    decision: 'allow',
    user: String(list[0]?.id ?? ''),
  })
  const code = new URL(consent.headers.get('location') ?? '').searchParams.get('code') ?? ''
  const answer = await form('/oauth/token', {
    grant_type: 'authorization_code',
    code,
    client_id: 'counterpart-demo',
    client_secret: 'counterpart-demo-secret',
  })
  return Tokens.parse(await answer.json()).access_token
}
