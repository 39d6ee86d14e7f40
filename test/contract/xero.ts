import type { ErrorObject } from 'ajv'
import { quietSandbox, xeroCaller } from '../sandbox-session.ts'
import { documentErrors } from './document-errors.ts'
import { type Operation, operationsOf } from './openapi.ts'
import { pool } from './pool.ts'
import type { Report, Row } from './report.ts'
import { pathsOf, prepare, type Step } from './step.ts'
import { lastXeroSteps, xeroSteps } from './xero-steps.ts'

const scope = [
  'accounting.contacts',
  'accounting.invoices',
  'accounting.payments',
  'accounting.banktransactions',
  'accounting.settings',
  'accounting.manualjournals',
  'accounting.budgets.read',
  'accounting.attachments',
  'accounting.reports.aged.read',
  'projects',
].join(' ')

/** What the demo company has none of: a refusal in the right form has to do. */
const refusalSuffices: Readonly<Record<string, string>> = {
  'GET /Contacts/{ContactID}/CISSettings': 'of United Kingdom organisations only',
  'GET /Organisation/{OrganisationID}/CISSettings': 'of United Kingdom organisations only',
  'GET /Reports/{ReportID}': 'reports published by an adviser',
}

interface Found {
  checked: number
  implemented: boolean
  readonly failures: Set<string>
}

/** Describes a difference as `document-errors.ts` matches it. */
const difference = (operation: Operation, status: number, error: ErrorObject) => {
  const detail = error.params.additionalProperty ?? error.params.missingProperty ?? error.params.format ?? ''
  return `${operation.name} ${status} ${error.instancePath.replace(/\/\d+/g, '/*')} ${error.keyword} ${detail}`
}

/** Every operation of the documents, driven through the emulator; nothing leaves the process. */
export async function xeroContract(): Promise<Report> {
  const sandbox = quietSandbox(11)
  sandbox.load('demo')
  const call = await xeroCaller(sandbox, scope)
  const operations = [
    ...operationsOf('xero_accounting.yaml', '/api.xro/2.0'),
    ...operationsOf('xero-projects.yaml', '/projects.xro/2.0'),
    ...operationsOf('xero-identity.yaml', ''),
  ]
  const byName = new Map(operations.map((operation) => [operation.name, operation]))
  const found = new Map<string, Found>()
  for (const { name } of operations) found.set(name, { checked: 0, implemented: false, failures: new Set() })
  const passes = new Map(documentErrors.map((error) => [error.name, 0]))
  const failures: string[] = []
  const ids = pool()

  function judge(operation: Operation, status: number, type: string, text: string): void {
    const entry = found.get(operation.name)
    if (!entry) return
    if (![401, 406, 501].includes(status)) entry.implemented = true
    if (status >= 500 && status !== 501) entry.failures.add(`answered ${status}: ${text.slice(0, 200)}`)
    if (status === 404 && type.includes('json')) entry.failures.add('a 404 is never JSON (xero §4)')
    const isSuccess = status >= 200 && status < 300
    const validate = operation.validatorOf(status)
    if (isSuccess && !operation.successes.includes(String(status)))
      entry.failures.add(`answered ${status}, the document knows ${operation.successes.join(', ')}`)
    if (!validate) {
      if (isSuccess) entry.checked++
      return
    }
    const body = text === '' ? undefined : parsed(text)
    for (const error of validate(body)) {
      const words = difference(operation, status, error)
      const known = documentErrors.find(({ pattern }) => pattern.test(words))
      if (known) passes.set(known.name, (passes.get(known.name) ?? 0) + 1)
      else entry.failures.add(`${words} ${error.message ?? ''}`)
    }
    if (isSuccess) {
      entry.checked++
      ids.learn(body)
    }
  }

  async function send(operation: Operation, path: string, sent?: Parameters<typeof call>[2]) {
    const served = operation.root === '' ? path.toLowerCase() : `${operation.root}${path}`
    const response = await call(operation.method, served, sent)
    const type = response.headers.get('content-type') ?? ''
    const text = await response.text()
    judge(operation, response.status, type, text)
    return {
      status: response.status,
      text,
      body: type.includes('json') && text !== '' ? parsed(text) : undefined,
    }
  }

  /** Reads everything that can be read with the ids known so far. */
  async function readAll(): Promise<void> {
    for (const operation of operations.filter((o) => o.method === 'GET')) {
      for (const path of pathsOf(operation.path, ids)) await send(operation, path)
      if (!operation.path.includes('{')) await send(operation, `${operation.path}?page=1`)
    }
  }

  async function perform(step: Step): Promise<void> {
    const operation = byName.get(step.operation)
    if (!operation) {
      failures.push(`the document has no ${step.operation}`)
      return
    }
    const prepared = prepare(step, operation.path, ids)
    if (!prepared) return
    const { status, text, body } = await send(operation, prepared.path, prepared.sent)
    if (status === 406 || status === 501) return
    for (const [name, place] of Object.entries(step.keep ?? {})) ids.keep(name, body, place)
    const wanted = step.status ?? 200
    if (status !== wanted)
      found
        .get(operation.name)
        ?.failures.add(`answered ${status} instead of ${wanted}: ${text.slice(0, 400)}`)
  }

  await readAll()
  for (const step of xeroSteps) await perform(step)
  await readAll()
  for (const operation of operations) if (operation.root !== '') await probe(operation)
  for (const step of lastXeroSteps) await perform(step)

  /** A write that nothing above tried: does it answer 501? */
  async function probe(operation: Operation): Promise<void> {
    const entry = found.get(operation.name)
    if (!entry || entry.checked > 0) return
    const path = operation.path.replace(/\{[^}]+\}/g, '00000000-0000-4000-8000-000000000000')
    await send(operation, path, operation.method === 'GET' ? {} : { body: '{}' })
  }

  const rows = operations.map((operation): Row => {
    const entry = found.get(operation.name) ?? { checked: 0, implemented: false, failures: new Set<string>() }
    const refused = entry.implemented && operation.name in refusalSuffices
    const state = entry.checked > 0 || refused ? 'checked' : entry.implemented ? 'unchecked' : '501'
    return {
      vendor: 'xero',
      operation: operation.name,
      state,
      checked: entry.checked,
      failures: [...entry.failures],
    }
  })
  for (const [name, times] of passes)
    if (times === 0)
      failures.push(`nothing differs any more as "${name}" lets pass: take it out of document-errors.ts`)
  const allowed = documentErrors
    .map(({ name, reason }) => ({ name, reason, times: passes.get(name) ?? 0 }))
    .filter(({ times }) => times > 0)
  return { rows, failures, allowed }
}

function parsed(text: string): unknown {
  return JSON.parse(text)
}
