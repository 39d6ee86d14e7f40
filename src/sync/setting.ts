import type { FieldSetting, TagGroup } from '#core/field/field.ts'
import { nameKey } from '#core/field/name-key.ts'
import { type CapsuleFieldId, capsuleFieldId } from '#core/model/ids.ts'
import { numberFieldPurpose } from '#core/normal/tax-numbers.ts'
import type { CapsuleDetails, XeroDetails } from '#db/connections.ts'
import type { CurrentRules } from '#db/rules.ts'

/**
 * What reading and writing mapped values depends on in this workspace. A custom field whose name promises a tax or
 * company number holds it, unless somebody chose another one, or none. A tag whose group Xero has not is mapped all the same.
 */
export function fieldSetting(
  capsule: CapsuleDetails,
  xero: XeroDetails,
  rules: Pick<CurrentRules, 'stored' | 'customFields'>,
): FieldSetting {
  const promised = (purpose: 'tax' | 'company'): CapsuleFieldId | null => {
    const fields = capsule.partyFields.filter((field) => numberFieldPurpose(field.name) === purpose)
    const [first] = fields.sort((a, b) => a.id - b.id)
    return first ? capsuleFieldId(first.id) : null
  }
  const { stored, customFields } = rules
  const groupIds = new Map((xero.groups ?? []).map(({ id, name }) => [nameKey(name), id]))
  const tagGroups = (stored.tagGroups ?? []).map(
    (pair): TagGroup => ({ ...pair, groupId: groupIds.get(nameKey(pair.group)) ?? null }),
  )
  return {
    country: xero.countryCode ?? 'US',
    ...(xero.capsuleCountry === undefined ? {} : { capsuleCountry: xero.capsuleCountry }),
    countries: null,
    ...(tagGroups.length > 0 ? { tagGroups } : {}),
    customFields: {
      ...customFields,
      tax_number: stored.customFields?.tax_number === undefined ? promised('tax') : customFields.tax_number,
      company_number:
        stored.customFields?.company_number === undefined ? promised('company') : customFields.company_number,
    },
  }
}
