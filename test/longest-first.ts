import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take more than half a minute, the longest first: begun last, each would leave the other workers idle. */
const longest: readonly string[] = [
  'test/e2e/pages.test.ts',
  'test/sim/sim.test.ts',
  'test/kill/kill.test.ts',
  'test/e2e/decision-pages.test.ts',
  'test/kill/power-cut.test.ts',
  'test/e2e/parity.test.ts',
  'test/e2e/refusals.test.ts',
  'test/nodes/nodes.test.ts',
]

/** Where nothing is known of earlier runs, as in a fresh clone, the order is still a good one. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => groupOf(one) - groupOf(other) || placeOf(one) - placeOf(other))
  }
}

const groupOf = ({ project }: TestSpecification): number => project.config.sequence.groupOrder

function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((path) => moduleId.endsWith(`/${path}`))
  return place < 0 ? longest.length : place
}
