import type { z } from 'zod'
import type { FactsPreview, FactsView } from '#api/facts.ts'
import { defaultFactSettings, factKeys, factKinds } from '#core/fact/fact.ts'
import type { Access } from '#db/access.ts'
import { loadFactSetting } from '#db/fact-settings.ts'
import { visibleAmong } from '#db/facts.ts'
import type { Engine, WorkspaceId } from '#sync/engine.ts'
import type { FactPreview } from '#sync/facts-preview.ts'
import { factText } from './fact-words.ts'
import { sidesOf } from './sides.ts'

/** The switches as they stand, with what each of them means. */
export async function factsView(
  engine: Engine,
  workspaceId: WorkspaceId,
): Promise<z.infer<typeof FactsView>> {
  const current = await loadFactSetting(engine.db, workspaceId)
  const { capsule, xero } = await sidesOf(engine, workspaceId)
  return {
    settings: current?.settings ?? defaultFactSettings,
    fields: factKeys.map((fact) => ({
      fact,
      means: factKinds[fact].means,
      type: factKinds[fact].type,
      made: current?.fieldIds[fact] !== undefined,
    })),
    currency: xero?.details.baseCurrency ?? null,
    ready: capsule?.state === 'connected' && xero?.state === 'connected',
    changedAt: current?.changedAt.toISOString() ?? null,
    changedBy: current?.changedBy ?? null,
  }
}

/** What switching would write, with examples the reader may see. */
export async function factsPreviewView(
  engine: Engine,
  access: Access,
  preview: FactPreview,
  names: Readonly<Record<(typeof factKeys)[number], { readonly name: string }>>,
): Promise<z.infer<typeof FactsPreview>> {
  const { hash, customers, parties, values, tagged, untagged, tasks, newFields, usedFields, calls, daily } =
    preview
  const ids = preview.samples.map(({ partyId }) => partyId)
  const seen = access.amounts ? await visibleAmong(engine.db, access, ids) : new Set<number>()
  return {
    ...{ hash, customers, records: parties, values, tagged, untagged, tasks, calls, daily },
    newFields: [...newFields],
    usedFields: [...usedFields],
    samples: preview.samples.flatMap(({ partyId, name, write, task }) =>
      seen.has(partyId)
        ? [
            {
              name,
              href: `/contacts/p${partyId}`,
              changes: (write?.changes ?? []).map(({ fact, before, after }) => ({
                label: names[fact].name,
                before: factText(fact, before),
                after: factText(fact, after),
              })),
              tag: write?.tag ? `${write.tag.add ? 'adds' : 'removes'} the tag “${write.tag.name}”` : null,
              task,
            },
          ]
        : [],
    ),
  }
}
