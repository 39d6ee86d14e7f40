import type { XeroContact } from '../model/contact.ts'
import type { CapsuleParty } from '../model/party.ts'
import { countryCode } from '../normal/countries.ts'
import { fold, words } from '../normal/text.ts'

/** Words that tell one branch of a firm from another; towns of one word, regions, points of the compass. */
const placeWords: ReadonlySet<string> = new Set(
  `
  sydney melbourne brisbane perth adelaide hobart darwin canberra newcastle wollongong geelong ballarat bendigo cairns townsville
  toowoomba mackay rockhampton bundaberg launceston albury wodonga shepparton mildura warrnambool traralgon dubbo tamworth orange
  bathurst wagga armidale lismore ballina parramatta penrith liverpool blacktown campbelltown hornsby chatswood manly bondi newtown
  fitzroy brunswick coburg preston richmond carlton footscray dandenong frankston ringwood fremantle joondalup bunbury mandurah
  rockingham geraldton kalgoorlie gosford caloundra noosa ipswich logan redcliffe southport nsw vic qld tas act victoria queensland
  tasmania auckland wellington christchurch hamilton tauranga dunedin napier hastings nelson rotorua whangarei invercargill
  queenstown palmerston gisborne timaru taupo london manchester birmingham leeds liverpool bristol sheffield edinburgh glasgow
  cardiff belfast leicester coventry nottingham newcastle bradford hull plymouth southampton portsmouth brighton reading oxford
  cambridge york bath exeter norwich derby stoke swansea aberdeen dundee inverness dublin cork galway limerick waterford scotland
  wales ireland england kent essex sussex surrey devon cornwall yorkshire lancashire york boston chicago houston dallas austin
  denver seattle portland phoenix atlanta miami orlando tampa detroit cleveland columbus cincinnati pittsburgh philadelphia
  baltimore nashville memphis charlotte sacramento oakland texas california florida ohio toronto vancouver montreal calgary ottawa
  edmonton winnipeg paris lyon marseille toulouse nice nantes bordeaux lille berlin hamburg munchen munich koln cologne frankfurt
  stuttgart dusseldorf leipzig dresden hannover bremen nurnberg wien vienna graz salzburg zurich geneva basel bern amsterdam
  rotterdam utrecht eindhoven antwerp antwerpen gent brussels bruxelles milano milan roma rome torino turin napoli naples bologna
  firenze florence madrid barcelona valencia sevilla seville bilbao lisboa lisbon porto warszawa warsaw krakow gdansk poznan wroclaw
  praha prague brno bratislava budapest bucuresti stockholm goteborg gothenburg malmo oslo bergen copenhagen kobenhavn aarhus
  helsinki tampere turku tallinn riga vilnius kaunas athens istanbul ankara singapore bangkok jakarta manila mumbai delhi bangalore
  chennai tokyo osaka johannesburg durban pretoria dubai
  north south east west northern southern eastern western central nord sud ost norte sur city airport downtown uptown cbd
  `
    .trim()
    .split(/\s+/),
)

export const isPlaceWord = (word: string): boolean => placeWords.has(word) || /\d/.test(word)

const regionCodes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'new south wales': 'nsw',
    victoria: 'vic',
    queensland: 'qld',
    'south australia': 'sa',
    'western australia': 'wa',
    tasmania: 'tas',
    'australian capital territory': 'act',
    'northern territory': 'nt',
  }),
)

interface Place {
  readonly town: string
  readonly region: string
  readonly country: string
  readonly code: string
}

const plain = (text: string | null): string => (text === null ? '' : words(fold(text)).join(' '))

function placeOf(
  town: string | null,
  region: string | null,
  country: string | null,
  code: string | null,
): Place {
  const area = plain(region)
  return {
    town: plain(town),
    region: regionCodes.get(area) ?? area,
    country: countryCode(country) ?? '',
    code: plain(code).replaceAll(' ', ''),
  }
}

const differ = (a: string, b: string): boolean => a !== '' && b !== '' && a !== b

/** Far: another country or state. Elsewhere: another town and another postal district. */
const isFar = (a: Place, b: Place): boolean => differ(a.country, b.country) || differ(a.region, b.region)
const isElsewhere = (a: Place, b: Place): boolean =>
  isFar(a, b) || (differ(a.town, b.town) && (a.code === '' || b.code === '' || !isNearby(a.code, b.code)))
/** A post office box is often a suburb further: codes of one district begin alike. */
const isNearby = (a: string, b: string): boolean => a.slice(0, 2) === b.slice(0, 2)

/** Addresses on both sides, and every two of them in different towns, states or countries. */
export function areApart(party: CapsuleParty, contact: XeroContact): boolean {
  const [ours, theirs] = placesOf(party, contact)
  return ours.length > 0 && theirs.length > 0 && ours.every((a) => theirs.every((b) => isElsewhere(a, b)))
}

/** An address on each side in one town. */
export function shareTown(party: CapsuleParty, contact: XeroContact): boolean {
  const [ours, theirs] = placesOf(party, contact)
  return ours.some((a) => a.town !== '' && theirs.some((b) => a.town === b.town && !isFar(a, b)))
}

function placesOf(party: CapsuleParty, contact: XeroContact): readonly [Place[], Place[]] {
  return [
    party.addresses.map((each) => placeOf(each.city, each.state, each.country, each.zip)),
    contact.addresses.map((each) => placeOf(each.city, each.region, each.country, each.postalCode)),
  ]
}

/** Mailboxes of two branches: `perth@` and `sydney@` of one domain. */
export function areBranchMailboxes(a: string, b: string): boolean {
  const [left, right] = [placesIn(a), placesIn(b)]
  return left.length > 0 && right.length > 0 && !left.some((word) => right.includes(word))
}

function placesIn(email: string): string[] {
  const box = email.slice(0, email.lastIndexOf('@'))
  return box.split(/[^a-z]+/).filter((word) => placeWords.has(word))
}
