import { z } from 'zod'
import type { Chance } from './kernel/chance.ts'
import type { Seed } from './seed.ts'
import { demoSeed } from './seeds/demo.ts'
import { demoTwoSeed } from './seeds/demo-two.ts'
import { emptySeed } from './seeds/empty.ts'
import { scaleSeed } from './seeds/scale.ts'

/** Which records the sandboxes start with. */
export const SeedChoice = z.union([
  z.enum(['empty', 'demo', 'demo-two']),
  z.strictObject({ scale: z.int().min(1).max(200_000) }),
])
export type SeedChoice = z.infer<typeof SeedChoice>

/** @returns null when the text is none of `demo`, `demo-two`, `empty`, `scale=N` */
export function seedChoice(text: string): SeedChoice | null {
  const scale = /^scale=(\d+)$/.exec(text)?.[1]
  return SeedChoice.safeParse(scale === undefined ? text : { scale: Number(scale) }).data ?? null
}

export const seedText = (choice: SeedChoice): string =>
  typeof choice === 'string' ? choice : `scale=${choice.scale}`

export function seedOf(choice: SeedChoice, chance: Chance): Seed {
  if (choice === 'demo') return demoSeed(chance)
  if (choice === 'demo-two') return demoTwoSeed(chance)
  if (choice === 'empty') return emptySeed
  return scaleSeed(choice.scale, chance)
}
