/**
 * One life of the engine's process. When it dies, whatever it was doing never returns, as if the machine had lost
 * power: its promises are left pending and nothing of it reaches store or network any more.
 */
export interface Life {
  readonly number: number
  readonly dead: boolean
  /** Resolves when the life ends. */
  readonly died: Promise<void>
  end(): void
  /** The work's result, unless the life ends meanwhile: then nothing, for ever. */
  within<T>(work: () => Promise<T>): Promise<T>
}

const never = new Promise<never>(() => {})

export function createLife(number: number): Life {
  let dead = false
  const { promise: died, resolve } = Promise.withResolvers<void>()
  return {
    number,
    get dead() {
      return dead
    },
    died,
    end() {
      dead = true
      resolve()
    },
    async within(work) {
      if (dead) return never
      try {
        const result = await work()
        return dead ? await never : result
      } catch (fault) {
        if (dead) return never
        throw fault
      }
    },
  }
}
