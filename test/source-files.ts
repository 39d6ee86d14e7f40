import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const foreign = new Set(['node_modules', '.git', '.tsbuild', 'dist', 'data', 'test-results'])

export interface SourceFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string
  readonly text: string
}

/** Every file of ours with one of these endings. */
export function sourceFiles(endings: RegExp): SourceFile[] {
  return [...walk(root)]
    .map((path) => ({ full: path, path: relative(root, path).split(sep).join('/') }))
    .filter(({ path }) => endings.test(path))
    .map(({ full, path }) => ({ path, text: readFileSync(full, 'utf8') }))
}

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (foreign.has(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path)
    else if (entry.isFile()) yield path
  }
}

/** The program without its comments, which may speak of anything. Line numbers stay. */
function withoutComments(text: string): string {
  const blank = (comment: string) => comment.replace(/[^\n]/g, '')
  return text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(^|\s)\/\/[^\n]*/g, '$1')
}

/** What a file imports, in every form the language has. */
export function importsOf(text: string): string[] {
  const code = withoutComments(text)
  const forms = [
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\bimport\s*\(\s*['"`]([^'"`]+)['"`]/g,
    /\brequire\s*\(\s*['"]([^'"]+)['"]/g,
  ]
  return forms.flatMap((form) => [...code.matchAll(form)].map((match) => match[1] ?? ''))
}

/** Line numbers, from 1, on which the program (not a comment) matches. */
export function linesWith(text: string, pattern: RegExp): number[] {
  const lines = withoutComments(text).split('\n')
  return lines.flatMap((line, index) => (pattern.test(line) ? [index + 1] : []))
}
