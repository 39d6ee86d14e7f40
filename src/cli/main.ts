#!/usr/bin/env node
import { Fault } from './fault.ts'

// Loaded when asked for: what tries a file need not wait for the server's modules.
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  serve: async () => (await import('./serve.ts')).serveCommand(),
  match: async (args) => (await import('./match.ts')).matchCommand(args),
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
