import { WINDOWS_TO_IANA_MAP } from 'windows-iana'

const squeeze = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]/g, '')

/** `001` is CLDR's "anywhere": the zone's main city. */
const bySqueezedName = new Map<string, string>(
  WINDOWS_TO_IANA_MAP.filter((row) => row.territory === '001').flatMap((row) =>
    row.iana[0] === undefined ? [] : [[squeeze(row.windowsName), row.iana[0]] as const],
  ),
)
const byTerritory = new Map<string, string>(
  WINDOWS_TO_IANA_MAP.flatMap((row) =>
    row.iana[0] === undefined ? [] : [[`${squeeze(row.windowsName)}/${row.territory}`, row.iana[0]] as const],
  ),
)

/**
 * IANA name of a Windows zone name squeezed to capitals, e.g. AUSEASTERNSTANDARDTIME; null when unknown.
 *
 * @source reference/xero.md "Dates"
 */
export function ianaZone(windowsName: string, countryCode: string | null): string | null {
  const name = squeeze(windowsName)
  return byTerritory.get(`${name}/${countryCode ?? ''}`) ?? bySqueezedName.get(name) ?? null
}
