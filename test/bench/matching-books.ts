import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { type Books, hardBooks, scaleBooks } from './matching-worlds.ts'

/** Writes books to two files of JSON lines, so that making them costs the matching process no memory. */
const [kind = '', records = '', partiesFile = '', contactsFile = ''] = process.argv.slice(2)
const makers: Readonly<Record<string, (records: number) => Books>> = { scale: scaleBooks, hard: hardBooks }
const make = makers[kind]
if (!make) throw new Error(`there are no books called "${kind}"`)
const { parties, contacts } = make(Number(records))

function* lines(rows: readonly unknown[]): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`
}
await pipeline(lines(parties), createWriteStream(partiesFile))
await pipeline(lines(contacts), createWriteStream(contactsFile))
