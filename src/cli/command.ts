import { parseArgs } from 'node:util'
import { Fault } from './fault.ts'
import { localOperator, type Operator } from './operator.ts'

/** What a command is called with. */
export interface Call {
  readonly operator: Operator
  /** Words after the command's name. */
  readonly words: readonly string[]
  readonly flags: {
    readonly json: boolean
    readonly yes: boolean
    readonly always: boolean
    readonly party?: string | undefined
    readonly kind?: string | undefined
  }
  /** Prints one line. */
  readonly say: (line: string) => void
}

export interface Command {
  readonly usage: string
  run(call: Call): Promise<void>
}

/** Reads the arguments of a command and runs it against the server of this machine. @throws Fault */
export async function runCommand(command: Command, args: readonly string[]): Promise<void> {
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  // Whoever reads only the first lines has what they want.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
  const { values, positionals } = parsed(command, args)
  const { url, help, ...flags } = values
  if (help) {
    say(command.usage)
    return
  }
  await command.run({ operator: localOperator(url), words: positionals, flags, say })
}

function parsed(command: Command, args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        always: { type: 'boolean', default: false },
        party: { type: 'string' },
        kind: { type: 'string' },
        url: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (cause) {
    throw wrongCall(command, cause instanceof Error ? cause.message : 'Wrong arguments.')
  }
}

export const wrongCall = (command: Pick<Command, 'usage'>, why: string): Fault =>
  new Fault(`${why}\n\n${command.usage}`, 2)

/** `name=value`, several of them. @throws Fault */
export function pairsOf(command: Pick<Command, 'usage'>, words: readonly string[]): [string, string][] {
  return words.map((word) => {
    const [, name, value] = /^([\w.]+)=(.*)$/s.exec(word) ?? []
    if (name === undefined || value === undefined)
      throw wrongCall(command, `"${word}" should have the form name=value.`)
    return [name, value]
  })
}
