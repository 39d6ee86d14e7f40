import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { breaksOf, type Mutation } from './mutation.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const parts = ['src', 'test', 'web', 'migrations', 'package.json', 'tsconfig.base.json', 'vitest.config.ts']

/** A copy of the program, in which lines may be broken: the program itself is never touched. */
export interface Tree extends Disposable {
  readonly folder: string
  /** The copy with a fault in it; undone by what it returns. */
  mutate(mutation: Mutation): Disposable
}

/** The copy goes with the process, however that ends. */
export function copyTree(): Tree {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'counterpart-mutation-')))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.on('exit', remove)
  // Links would lead back to the program.
  for (const part of parts)
    cpSync(join(root, part), join(folder, part), { recursive: true, dereference: true, filter: isOurs })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))

  function within(file: string): string {
    const path = join(folder, file)
    if (!realpathSync(dirname(path)).startsWith(`${folder}${sep}`))
      throw new Error(`${file} is outside the copy`)
    return path
  }

  return {
    folder,
    mutate(mutation) {
      const before = new Map<string, string>()
      for (const { file, old, new: broken } of breaksOf(mutation)) {
        const path = within(file)
        const text = readFileSync(path, 'utf8')
        if (occurrences(text, old) !== 1) throw new Error(misfit(file, old, text))
        if (!before.has(path)) before.set(path, text)
        writeFileSync(
          path,
          text.replace(old, () => broken),
        )
      }
      return {
        [Symbol.dispose]() {
          for (const [path, text] of before) writeFileSync(path, text)
        },
      }
    },
    [Symbol.dispose]() {
      process.off('exit', remove)
      remove()
    },
  }
}

/** Mutations that no longer fit the program, in words. */
export const misfits = (mutations: readonly Mutation[], folder = root): string[] =>
  mutations.flatMap(breaksOf).flatMap(({ file, old }) => {
    const text = readFileSync(join(folder, file), 'utf8')
    return occurrences(text, old) === 1 ? [] : [misfit(file, old, text)]
  })

const occurrences = (text: string, part: string): number => text.split(part).length - 1

const misfit = (file: string, old: string, text: string): string =>
  `${file} has ${occurrences(text, old)} lines like: ${old}`

/** Packages and what tests and builds leave behind are no part of the program. */
const isOurs = (path: string): boolean => !/\/(node_modules|dist|test-results|\.vite)$/.test(path)
