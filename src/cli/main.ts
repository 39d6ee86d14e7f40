#!/usr/bin/env node
import type { Command } from './command.ts'
import { Fault } from './fault.ts'

// Loaded when asked for: what tries a file need not wait for the server's modules.
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  serve: async (args) => (await import('./serve.ts')).serveCommand(args),
  match: async (args) => (await import('./match.ts')).matchCommand(args),
  backup: async (args) => (await import('./backup.ts')).backupCommand(args),
  restore: async (args) => (await import('./restore.ts')).restoreCommand(args),
  move: async (args) => (await import('./move.ts')).moveCommand(args),
  'rotate-key': async (args) => (await import('./rotate-key.ts')).rotateKeyCommand(args),
  reviews: operated(async () => (await import('./reviews.ts')).reviewsCommand),
  decide: operated(async () => (await import('./reviews.ts')).decideCommand),
  problems: operated(async () => (await import('./problems.ts')).problemsCommand),
  activity: operated(async () => (await import('./activity.ts')).activityCommand),
  undo: operated(async () => (await import('./undo.ts')).undoCommand),
  rules: operated(async () => (await import('./rules.ts')).rulesCommand),
  resync: operated(async () => (await import('./records.ts')).resyncCommand),
  link: operated(async () => (await import('./records.ts')).linkCommand),
  unlink: operated(async () => (await import('./records.ts')).unlinkCommand),
  take: operated(async () => (await import('./records.ts')).takeCommand),
  exclude: operated(async () => (await import('./records.ts')).excludeCommand),
  include: operated(async () => (await import('./records.ts')).includeCommand),
  'add-to-xero': operated(async () => (await import('./records.ts')).addToXeroCommand),
  'add-to-capsule': operated(async () => (await import('./records.ts')).addToCapsuleCommand),
}

/** A command that speaks to the running server. */
function operated(load: () => Promise<Command>): (args: readonly string[]) => Promise<void> {
  return async (args) => (await import('./command.ts')).runCommand(await load(), args)
}

const [name = 'serve', ...args] = process.argv.slice(2)
const command = commands[name]
try {
  if (!command)
    throw new Fault(`There is no command "${name}". Commands: ${Object.keys(commands).join(', ')}.`, 2)
  await command(args)
} catch (error) {
  if (!(error instanceof Fault)) throw error
  process.stderr.write(`\n${error.message}\n`)
  process.exitCode = error.exitCode
}
