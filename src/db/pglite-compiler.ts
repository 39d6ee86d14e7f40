import { setFlagsFromString } from 'node:v8'
import { PGlite, type PGliteOptions, protocol } from '@electric-sql/pglite'

/** How V8 compiles the embedded database, which is WebAssembly. It holds for the whole process (docs/decisions/010). */
const setFlags = (...flags: readonly string[]) => {
  for (const flag of flags) setFlagsFromString(flag)
}

/** Quickly and once: for databases that live shortly. */
export function compileOnce(): void {
  setFlags('--no-wasm-tier-up', '--no-wasm-dynamic-tiering', '--liftoff')
}

/**
 * Quickly, and what proves busy once more and better: for databases that live long. The parser is left as it is: V8
 * takes 600 MB for a moment to compile it better, 40 MB at most for any other function.
 */
export async function createQuickening(options: PGliteOptions): Promise<PGlite> {
  setFlags('--no-wasm-inlining', `--wasm-tiering-budget=${busyBytes}`, '--wasm-num-compilation-tasks=1')
  const pglite = new ParserFirst(options)
  await pglite.waitReady
  return pglite
}

/** So many bytes of code run, roughly, make a function busy. V8's own 13 million have it compile twice as many. */
const busyBytes = 60_000_000

/** No function has this number: one that is compiled meanwhile is never looked at again. */
const onlyFunction = (index: number) => setFlags(`--wasm-tier-up-filter=${index}`)
const all = -1

/** Functions are compiled when they run for the first time; nothing asks for the parser before this does. */
class ParserFirst extends PGlite {
  #parsed = false

  override execProtocolRawSync(message: Uint8Array): Uint8Array {
    if (!this.#parsed) {
      this.#parsed = true
      onlyFunction(0)
      super.execProtocolRawSync(protocol.serialize.query(';'))
      onlyFunction(all)
    }
    return super.execProtocolRawSync(message)
  }
}
