import { parseArgs } from 'node:util'
import { burst } from './burst.ts'
import { busyDay } from './busy-day.ts'
import { deadConnection } from './dead-connection.ts'
import type { Figure } from './figure.ts'
import { firstComparison } from './first-comparison.ts'
import { idle } from './idle.ts'
import { initialWrite } from './initial-write.ts'
import { lists } from './lists.ts'
import { live } from './live.ts'
import { matching } from './matching.ts'
import { month } from './month.ts'
import { planner } from './planner.ts'
import { sandbox } from './sandbox.ts'
import { start } from './start.ts'
import { throughput } from './throughput.ts'
import { web } from './web.ts'
import { webhooks } from './webhooks.ts'

const benches: Readonly<Record<string, () => Promise<Figure[]>>> = {
  burst,
  'busy-day': busyDay,
  'dead-connection': deadConnection,
  'first-comparison': firstComparison,
  idle,
  'initial-write': initialWrite,
  live,
  lists,
  matching,
  month,
  planner,
  sandbox,
  start,
  throughput: () => throughput(),
  web,
  webhooks,
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'boolean', default: false } },
})
const names = values.only?.split(',').map((name) => name.trim()) ?? Object.keys(benches)
let missed = false
for (const name of names) {
  const bench = benches[name]
  if (!bench) {
    process.stderr.write(`There is no bench "${name}". There are: ${Object.keys(benches).join(', ')}.\n`)
    process.exit(2)
  }
  for (const figure of await bench()) {
    missed ||= figure.ok === false
    if (values.json) process.stdout.write(`${JSON.stringify(figure)}\n`)
    else process.stdout.write(`${row(figure)}\n`)
  }
}
process.exitCode = missed ? 1 : 0

function row({ bench, figure, value, unit, goal, ok }: Figure): string {
  const mark = ok === null ? ' ' : ok ? '✓' : '✗'
  return `${mark} ${bench.padEnd(18)} ${figure.padEnd(16)} ${String(value).padStart(10)} ${unit.padEnd(8)} ${goal ?? ''}`
}
