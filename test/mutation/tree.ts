import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Mutation } from './mutations.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const parts = ['src', 'test', 'web', 'migrations', 'package.json', 'tsconfig.base.json', 'vitest.config.ts']

/** A copy of the program, in which lines may be broken: the program itself is never touched. */
export interface Tree extends Disposable {
  readonly folder: string
  /** The copy with one line broken; undone by what it returns. */
  mutate(mutation: Mutation): Disposable
}

export function copyTree(): Tree {
  const folder = mkdtempSync(join(tmpdir(), 'counterpart-mutation-'))
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return {
    folder,
    mutate({ file, old, new: broken }) {
      const path = join(folder, file)
      const text = readFileSync(path, 'utf8')
      const found = text.split(old).length - 1
      if (found !== 1) throw new Error(`${file} has ${found} lines like: ${old}`)
      writeFileSync(
        path,
        text.replace(old, () => broken),
      )
      return { [Symbol.dispose]: () => writeFileSync(path, text) }
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Mutations that no longer fit the program, in words. */
export function misfits(mutations: readonly Mutation[]): string[] {
  return mutations.flatMap(({ file, old }) => {
    const found = readFileSync(join(root, file), 'utf8').split(old).length - 1
    return found === 1 ? [] : [`${file} has ${found} lines like: ${old}`]
  })
}
