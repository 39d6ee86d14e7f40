import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { match } from '#core/match/match.ts'
import { indexWorld } from '#core/match/world.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { CapsuleParty } from '#core/model/party.ts'

/** Matches the books of two files of JSON lines, alone in its process. Prints what it took. */
const [partiesFile = '', contactsFile = ''] = process.argv.slice(2)

async function rowsOf<Row>(file: string, isRow: (row: unknown) => row is Row): Promise<Row[]> {
  const rows: Row[] = []
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const row: unknown = JSON.parse(line)
    if (isRow(row)) rows.push(row)
  }
  return rows
}

// The files were written from these types a moment ago.
const parties = await rowsOf(partiesFile, (row): row is CapsuleParty => typeof row === 'object')
const contacts = await rowsOf(contactsFile, (row): row is XeroContact => typeof row === 'object')

const cpu = process.cpuUsage()
const begun = performance.now()
const world = indexWorld({ parties, contactIdField: null }, { contacts }, { links: [], rejected: [] })
const indexedSeconds = (performance.now() - begun) / 1_000
const { links, doubts } = match(world, 'all', 'group')
const wallSeconds = (performance.now() - begun) / 1_000
const used = process.cpuUsage(cpu)

const report = {
  cpuSeconds: (used.user + used.system) / 1e6,
  wallSeconds,
  indexedSeconds,
  peakMb: process.resourceUsage().maxRSS / 1_024,
  links: links.length,
  questions: doubts.length,
}
process.stdout.write(`${JSON.stringify(report)}\n`)
