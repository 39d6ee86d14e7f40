import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { Fault } from './fault.ts'
import { readInput } from './match-input.ts'
import { readableReport, reportOf } from './match-report.ts'

const usage = `Usage: counterpart match FILE.json [--json]

Says which Capsule parties and Xero contacts belong together, by the same rules as the product, before anything
is connected. FILE.json ("-" reads from standard input) holds {"parties":[…],"contacts":[…]}, the records as
the two APIs answer them. Nothing leaves this machine.`

/** More would only scroll the first ones away. */
const faultsShown = 50

/** @throws {Fault} exit code 2 when the call or the input is wrong; then nothing was printed */
export async function matchCommand(args: readonly string[]): Promise<void> {
  const { file, json } = readArgs(args)
  if (file === null) {
    process.stdout.write(`${usage}\n`)
    return
  }
  const read = readInput(await textOf(file))
  if (!read.ok) throw new Fault(faultMessage(file, read.faults), 2)
  const report = reportOf(read.input)
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : readableReport(read.input, report))
}

function readArgs(args: readonly string[]): { readonly file: string | null; readonly json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return { file: null, json: false }
    const [file, second] = positionals
    if (file === undefined || second !== undefined) throw new Fault(`Name one file.\n\n${usage}`, 2)
    return { file, json: values.json }
  } catch (error) {
    if (error instanceof Fault) throw error
    throw new Fault(`${error instanceof Error ? error.message : 'Wrong arguments.'}\n\n${usage}`, 2, {
      cause: error,
    })
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable'
    throw new Fault(`${file} cannot be read: ${reason}`, 2, { cause: error })
  }
}

function faultMessage(file: string, faults: readonly string[]): string {
  const name = file === '-' ? 'The input' : file
  const rest = faults.length - faultsShown
  return [
    `${name} cannot be matched:`,
    ...faults.slice(0, faultsShown).map((fault) => `  ${fault}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ].join('\n')
}
