import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { importsOf, linesWith, type SourceFile, sourceFiles } from './source-files.ts'

interface Folder {
  /** Folders of ours it may import from. */
  readonly uses: readonly string[]
  /** npm packages and `node:` modules it may import. */
  readonly packages: readonly string[]
  /** Single files it may import beside those: data about the vendors, without a client behind it. */
  readonly files?: readonly string[]
}

const anything = ['*']

/** Who may use what. A new line here is a decision: prefer to be handed what you need. */
const folders: Readonly<Record<string, Folder>> = {
  'src/core': {
    uses: [],
    packages: ['stdnum', 'tldts', 'i18n-iso-countries', 'libphonenumber-js', 'big.js', 'jsonata'],
  },
  'src/contracts': { uses: [], packages: ['zod'] },
  'src/api': { uses: ['core'], packages: ['zod'] },
  'src/capsule': { uses: ['core', 'contracts'], packages: ['zod', 'node:crypto'] },
  'src/xero': { uses: ['core', 'contracts'], packages: ['zod', 'node:crypto', 'windows-iana'] },
  'src/db': {
    uses: ['core'],
    packages: ['zod', 'kysely', 'pg', 'pg-boss', '@electric-sql/pglite', 'node:*'],
  },
  'src/sync': { uses: ['core', 'capsule', 'xero', 'db'], packages: ['zod', 'kysely', 'node:crypto'] },
  'src/jobs': { uses: ['sync', 'db', 'core'], packages: ['zod', 'pg-boss'] },
  'src/server': {
    uses: ['jobs', 'sync', 'db', 'api', 'core'],
    packages: [
      'zod',
      'kysely',
      'hono',
      '@hono/node-server',
      '@hono/zod-openapi',
      '@opentelemetry/api',
      'better-auth',
      'fflate',
      'nodemailer',
      'pino',
      'prom-client',
      'node:*',
    ],
    files: ['#capsule/site.ts', '#capsule/oauth.ts', '#xero/links.ts', '#xero/oauth.ts'],
  },
  // Never our clients: a shared mistake would cancel out.
  'src/sandbox': {
    uses: ['contracts'],
    packages: ['zod', 'hono', '@hono/node-server', 'i18n-iso-countries', 'node:*'],
  },
  'src/cli': { uses: anything, packages: anything },
  web: {
    uses: ['api', 'core'],
    packages: [
      'zod',
      'react',
      'react-dom',
      '@mantine/*',
      '@tanstack/*',
      '@tabler/icons-react',
      '@fontsource-variable/inter',
    ],
  },
}

/** Files that build real things and hand them to the others. */
const assemblies = ['src/server/main.ts', 'src/cli/']

const programs = sourceFiles(/^(src|web)\/.*\.(ts|tsx)$/)
const isTest = (path: string) => /\.test\.tsx?$|\/fixture\.ts$/.test(path)
const isAssembly = (path: string) => assemblies.some((start) => path.startsWith(start))
const isToolConfig = (path: string) => /(^|\/)[\w-]+\.config\.ts$/.test(path)
const folderOf = (path: string) => Object.keys(folders).find((name) => path.startsWith(`${name}/`))

const matches = (name: string, patterns: readonly string[]) =>
  patterns.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  )

const packageOf = (specifier: string) =>
  specifier.startsWith('node:')
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')

/** What is wrong with one import, in words that say what to do; null when it is fine. */
function objection(file: SourceFile, specifier: string): string | null {
  const name = folderOf(file.path)
  const folder = name === undefined ? undefined : folders[name]
  if (!name || !folder)
    return `add ${file.path.split('/', 2).join('/')} to the table in test/boundaries.test.ts`
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(file.path), specifier)
    if (isTest(file.path) && target.startsWith('test/')) return null
    return target.startsWith(`${name}/`) ? null : `write "#folder/file.ts" for what lies outside ${name}`
  }
  if (specifier.startsWith('#')) {
    const used = specifier.slice(1).split('/')[0] ?? ''
    if (matches(used, folder.uses) || matches(specifier, folder.files ?? [])) return null
    if (isAssembly(file.path)) return null
    if (isTest(file.path) && name !== 'src/sandbox') return null
    return `${name} may use ${folder.uses.join(', ') || 'nothing of ours'}: take it as an argument, or move the shared part to core`
  }
  const used = packageOf(specifier)
  if (matches(used, folder.packages) || isTest(file.path) || isToolConfig(file.path)) return null
  return `${name} may use ${folder.packages.join(', ')}: put the code where "${used}" is allowed`
}

test('everyone imports only what their folder may use', () => {
  const found = programs.flatMap((file) =>
    importsOf(file.text).flatMap((specifier) => {
      const why = objection(file, specifier)
      return why === null ? [] : [`${file.path} imports "${specifier}": ${why}`]
    }),
  )
  expect(found).toEqual([])
})

interface Ban {
  readonly what: string
  readonly pattern: RegExp
  readonly instead: string
  readonly except: readonly string[]
}

const bans: readonly Ban[] = [
  {
    what: 'reads the clock',
    pattern: /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/,
    instead: 'take `now` as an argument',
    // How long a turn of the event loop took decides nothing but whether others get theirs.
    except: ['src/sandbox/kernel/clock.ts', 'src/db/open.ts', 'web/'],
  },
  {
    what: 'leaves things to chance',
    pattern: /\bMath\.random\b|\brandomUUID\b/,
    instead: 'take `random` or `uuid` as an argument',
    except: ['web/'],
  },
  {
    what: 'waits by itself',
    pattern: /(?<![\w.])set(Timeout|Interval|Immediate)\(/,
    instead: 'take `sleep` or the scheduler as an argument',
    // Losing the database is not a matter of time that a test would choose, nor are turns of the event loop; memory
    // that nobody uses is given back by a timer that tests replace.
    except: [
      'src/sandbox/kernel/clock.ts',
      'src/db/open.ts',
      'src/jobs/lane.ts',
      'src/server/lists/idle.ts',
      'src/server/lists/sort-in-turns.ts',
      'web/',
    ],
  },
  {
    what: 'reaches for the network',
    // A method of that name is an answer to calls, not a call.
    pattern: /^(?!\s*(?:async )?fetch\([^)]*\)\s*[:{]).*(?<![\w.])fetch\(|\bglobalThis\.fetch\b/,
    instead: 'take `fetch` as an argument',
    except: ['web/'],
  },
  {
    what: 'reads the environment',
    pattern: /\bprocess\.env\b/,
    instead: 'add it to src/server/env.ts, the only reader of the environment',
    except: ['src/server/env.ts'],
  },
]

test.each(bans)('nothing $what outside the few places for it', ({ pattern, instead, except, what }) => {
  const found = programs
    .filter(
      ({ path }) => !isTest(path) && !isToolConfig(path) && !except.some((start) => path.startsWith(start)),
    )
    .filter(({ path }) => what === 'reads the environment' || !isAssembly(path))
    .flatMap((file) => {
      // Handing the environment to its reader is not reading it.
      const text = file.text.replaceAll('readEnv(process.env)', 'readEnv()')
      return linesWith(text, pattern).map((line) => `${file.path}:${line} ${what}: ${instead}`)
    })
  expect(found).toEqual([])
})

test('what runs in production is a dependency, what only builds or tests is not', () => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  )
  const found = programs
    .filter(({ path }) => path.startsWith('src/') && !isTest(path))
    .flatMap((file) => importsOf(file.text).map((specifier) => ({ file, name: packageOf(specifier) })))
    .filter(({ name }) => !/^([.#]|node:)/.test(name) && !(name in dependencies))
    .map(({ file, name }) =>
      name in devDependencies
        ? `${file.path} needs "${name}": move it to "dependencies" in package.json`
        : `${file.path} needs "${name}": install it with "npm i ${name}"`,
    )
  expect(found).toEqual([])
})

test('no file names a folder of one machine', () => {
  const pattern = /(?<![\w.~-])\/(work|root|home|Users)\/[\w-]+|\b[A-Z]:\\Users\\/
  const found = sourceFiles(/\.(ts|tsx|mjs|js|json|md|sql|ya?ml|css|html)$|^\.ci\//)
    .filter(({ path }) => path !== 'test/boundaries.test.ts')
    .flatMap((file) =>
      file.text
        .split('\n')
        .flatMap((line, index) =>
          pattern.test(line)
            ? [`${file.path}:${index + 1} names a local folder: write it relative to the project`]
            : [],
        ),
    )
  expect(found).toEqual([])
})

test('the lockfile names no registry, so that any mirror serves', () => {
  const lock = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')
  const found = lock
    .split('\n')
    .filter((line) => /"resolved":\s*"https?:/.test(line))
    .map((line) => `package-lock.json has ${line.trim()}: keep .npmrc and run "npm install" again`)
  expect(found).toEqual([])
})

// The rules above pass when they see nothing, so this shows that they see.
test('the rules notice what they forbid', () => {
  const core = (text: string): SourceFile => ({ path: 'src/core/x.ts', text })
  const web: SourceFile = { path: 'web/lib/x.ts', text: '' }
  const sandboxTest: SourceFile = { path: 'src/sandbox/x.test.ts', text: '' }
  expect(programs.length).toBeGreaterThan(100)
  expect(
    importsOf(
      "import {\n  a,\n  b,\n} from 'one'\nexport * from './two.ts'\nimport 'three'\nawait import('four')",
    ),
  ).toEqual(['one', './two.ts', 'three', 'four'])
  expect(importsOf("// import 'one'\n/* import 'two' */\nconst a = \"import 'x'\"")).toEqual([])
  for (const wrong of ['node:fs', '#db/open.ts', '../db/open.ts', 'zod', 'react']) {
    expect(objection(core(''), wrong), wrong).toMatch(/^\w/)
  }
  expect(objection(core(''), './y.ts')).toBeNull()
  expect(objection(web, '#db/open.ts')).toContain('may use api, core')
  expect(objection(web, '@mantine/core')).toBeNull()
  expect(objection(sandboxTest, '#xero/http.ts')).toContain('may use contracts')
  const hits = [
    'const a = Date.now()',
    'new Date()',
    'Math.random()',
    'crypto.randomUUID()',
    '  setTimeout(f, 1)',
  ]
  const more = ["await fetch('/x')", 'fetch(url)', 'process.env.HOME']
  for (const line of [...hits, ...more]) {
    expect(
      bans.filter((ban) => linesWith(line, ban.pattern).length > 0),
      line,
    ).toHaveLength(1)
  }
  for (const line of [
    'new Date(ms)',
    'deps.fetch(url)',
    'clock.setTimeout(f)',
    '// Date.now()',
    'refetch()',
  ]) {
    expect(
      bans.filter((ban) => linesWith(line, ban.pattern).length > 0),
      line,
    ).toEqual([])
  }
})
