import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { BackupError } from '#db/backup.ts'
import { BackupDamaged } from '#db/backup-load.ts'
import { StoreError } from '#db/open.ts'
import { EnvError } from '#server/env.ts'
import { wrongCall } from './command.ts'
import { Fault } from './fault.ts'

/** Reads the arguments of a command that works by itself. @throws Fault */
export function optionsOf<const O extends ParseArgsOptionsConfig>(
  usage: string,
  args: readonly string[],
  options: O,
) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, strict: true, options })
  } catch (cause) {
    throw wrongCall({ usage }, cause instanceof Error ? cause.message : 'Wrong arguments.')
  }
}

/** What the operator can put right is said without a stack. @throws Fault */
export async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (
      error instanceof StoreError ||
      error instanceof EnvError ||
      error instanceof BackupError ||
      error instanceof BackupDamaged
    )
      throw new Fault(error.message, 1, { cause: error })
    throw error
  }
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Data, or words. */
export function answer(json: boolean | undefined, data: unknown, lines: readonly string[]): void {
  if (json) say(JSON.stringify(data))
  else for (const line of lines) say(line)
}

export const rowsOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)
