import type { CapsuleSeed } from '../../seed.ts'
import { table } from './table.ts'

type Pursuits = Required<Pick<CapsuleSeed, 'pipelines' | 'opportunities' | 'kases' | 'tasks' | 'notes'>>

export const pipelines: Pursuits['pipelines'] = [
  {
    name: 'Service contracts',
    steps: [
      { name: 'Enquiry', probability: 20 },
      { name: 'Quoted', probability: 60 },
    ],
  },
]

/** Days are counted from today: when it came in, and when it is expected to close or, for Won and Lost, did. */
const deals = table(
  ['key', 'party', 'name', 'milestone', 'amount', 'owner', 'created', 'close', 'lost'],
  `
ironbark-rooftop | ironbark | Rooftop bar kitchen | Bid | 186000 | meilin | 64 | 35 | -
ironbark-bistro | ironbark | Bistro refit, Lonsdale Street | Won | 94500 | meilin | 190 | 41 | -
quayside-counter | quayside | Refrigerated fish counter | Won | 38200 | lachlan | 120 | 24 | -
fernleigh-dementia | fernleigh | Dementia wing servery | New | 52000 | meilin | 12 | 75 | -
bellbird-canteen | bellbird | Canteen benches | Won | 8600 | lachlan | 88 | 52 | -
tolmer-oven | tolmer | Deck oven replacement | Lost | 21400 | lachlan | 140 | 66 | Price
coppergum-taproom | coppergum | Taproom pizza kitchen | Bid | 47500 | hannah | 38 | 28 | -
bluegum-breakfast | bluegum | Breakfast room and pass | New | 33000 | meilin | 9 | 60 | -
saltwater-hood | saltwater | Second exhaust hood | Won | 16900 | daniel | 75 | 11 | -
pepperberry-corner | pepperberry | Corner shop fit-out | Lost | 28800 | lachlan | 160 | 90 | No budget
mallee-function | mallee | Function room kitchen | Bid | 118000 | hannah | 51 | 42 | -
kingfisher-laundry | kingfisher | Kitchen and servery, stage two | New | 142000 | meilin | 20 | 120 | -
thirdwave-roastery | thirdwave | Roastery café kitchen | Won | 44100 | daniel | 210 | 118 | -
parkview-hospitality | parkview | Hospitality classroom | Bid | 87000 | meilin | 33 | 50 | -
goldleaf-steamers | goldleaf | Steamer wall | Won | 26500 | lachlan | 95 | 33 | -
tidewater-bar | tidewater | Bar and glass wash | New | 19800 | sofia | 5 | 45 | -
northpoint-ward | northpoint | Ward kitchens, level four | Bid | 231000 | hannah | 80 | 66 | -
brindabella-island | brindabella | Custom island | Lost | 41000 | meilin | 130 | 71 | Chose a competitor
bluegum-pool | bluegum | Poolside kiosk | Won | 22700 | meilin | 240 | 150 | -
mallee-coolroom | mallee | Coolroom combination | Won | 24800 | daniel | 110 | 62 | -
lead-noodle-fitzroy | lead-noodle | Fitzroy shop | New | 76000 | meilin | 14 | 90 | -
lead-abbot-oven | lead-abbot | Wood-fired oven and canopy | Bid | 39500 | hannah | 30 | 30 | -
lead-fire-smokers | lead-fire | Smokers and extraction | New | 58000 | sofia | 7 | 80 | -
lead-kaur-home | lead-kaur | Home kitchen registration | New | 6400 | sofia | 3 | 40 | -
lead-moretti-gelato | lead-moretti | Gelato lab | Lost | 31000 | meilin | 85 | 20 | Timing
ironbark-service | ironbark | Service contract, four sites | Quoted | 980 | lachlan | 44 | 21 | -
fernleigh-service | fernleigh | Service contract, whole campus | Enquiry | 640 | daniel | 16 | 38 | -
northpoint-service | northpoint | Service contract, main kitchen | Won | 1250 | lachlan | 100 | 29 | -
parkview-service | parkview | Service contract, canteen | Quoted | 310 | lachlan | 27 | 18 | -
saltwater-service | saltwater | Service contract, cool side | Lost | 420 | daniel | 90 | 48 | Price
`,
)

const closes = (milestone: string) => milestone === 'Won' || milestone === 'Lost'

/** A service contract is worth its amount every month for two years. */
export const opportunities: Pursuits['opportunities'] = deals.map((deal) => {
  const service = deal.key.endsWith('-service')
  const days = Number(deal.close)
  return {
    key: deal.key,
    party: deal.party,
    name: deal.name,
    milestone: deal.milestone,
    ...(service ? { pipeline: 'Service contracts', durationBasis: 'MONTH' as const, duration: 24 } : {}),
    amount: Number(deal.amount),
    currency: 'AUD',
    owner: deal.owner,
    createdDaysAgo: Number(deal.created),
    ...(closes(deal.milestone) ? { closedDaysAgo: days } : { expectedInDays: days }),
    ...(deal.lost === '-' ? {} : { lostReason: deal.lost }),
    ...(service ? { tags: ['Recurring'] } : {}),
  }
})

export const kases: Pursuits['kases'] = table(
  ['party', 'opportunity', 'name', 'stage', 'owner', 'created', 'days'],
  `
ironbark | ironbark-bistro | Bistro refit, Lonsdale Street | In progress | meilin | 40 | 20
quayside | quayside-counter | Fish counter installation | In progress | lachlan | 23 | 9
bellbird | bellbird-canteen | Canteen benches | closed | lachlan | 50 | 18
saltwater | saltwater-hood | Second exhaust hood | Scheduled | daniel | 10 | 30
thirdwave | thirdwave-roastery | Roastery café kitchen | closed | daniel | 117 | 44
goldleaf | goldleaf-steamers | Steamer wall | Waiting | lachlan | 32 | 14
mallee | mallee-coolroom | Coolroom combination | Finishing | daniel | 60 | 4
northpoint | northpoint-service | Main kitchen, first service round | Scheduled | lachlan | 28 | 12
`,
).map(({ party, opportunity, name, stage, owner, created, days }) => ({
  key: `${opportunity}/project`,
  party,
  opportunity,
  name,
  owner,
  createdDaysAgo: Number(created),
  ...(stage === 'closed' ? { closedDaysAgo: Number(days) } : { stage, expectedInDays: Number(days) }),
}))

/** `on` names a party, an opportunity, or the project of one; days below zero are past. */
export const tasks: Pursuits['tasks'] = table(
  ['description', 'on', 'category', 'owner', 'due', 'done'],
  `
Call Priya about the overdue progress claim | ironbark | Call | hannah | -2 | -
Send revised drawings for the rooftop bar | ironbark-rooftop | Email | meilin | 1 | -
Measure the dementia wing servery | fernleigh | Meeting | meilin | 4 | -
Confirm the delivery date of the fish counter | quayside-counter/project | Follow-up | lachlan | 0 | -
Order the glass for the counter | quayside-counter/project | To Do | lachlan | -6 | 5
Ask for the signed quote | coppergum-taproom | Follow-up | hannah | 2 | -
Site walk with the builder | mallee-function | Meeting | hannah | 8 | -
Price the second oven option | lead-abbot-oven | To Do | hannah | 3 | -
Book the crane for the hood | saltwater-hood/project | Call | daniel | 6 | -
Chase the gas certificate | goldleaf-steamers/project | Call | lachlan | -1 | -
Hand over the manuals | mallee-coolroom/project | To Do | daniel | 5 | -
Thank Karen for the photos | bellbird | Email | lachlan | -16 | 16
Send the classroom layout to the architect | parkview-hospitality | Email | meilin | -4 | 3
Check the ward kitchens' power supply | northpoint-ward | Meeting | hannah | 10 | -
First service round: book the technician | northpoint-service/project | Call | lachlan | 7 | -
Remind Joanna of the account | tolmer | Call | daniel | -9 | -
Follow up on the registration papers | lead-kaur-home | Follow-up | sofia | 1 | -
Find a used smoker to show | lead-fire-smokers | To Do | sofia | 12 | -
Renew the working-at-heights card | - | To Do | lachlan | 21 | -
Order new business cards | - | To Do | sofia | -12 | 12
`,
).map(({ description, on, category, owner, due, done }) => ({
  description,
  ...(on === '-' ? {} : { on }),
  category,
  owner,
  dueInDays: Number(due),
  ...(done === '-' ? {} : { completedDaysAgo: Number(done) }),
}))

const remarks = table(
  ['on', 'author', 'type', 'content'],
  `
ironbark | meilin | Meeting | Walked the rooftop with Priya. She wants the bar to face **north**; power comes up the east riser.
ironbark | hannah | Call | Priya asked for the progress claims to go to accounts directly from now on.
ironbark-rooftop | meilin | Note | Two options sent: with and without the pizza oven.
ironbark-bistro/project | meilin | Internal note | Tiler is a week late; stainless can go in first.
quayside | lachlan | Call | Dimitra would like the counter before the long weekend.
quayside-counter/project | lachlan | Note | Glass arrives Thursday, fit on Friday before opening.
fernleigh | meilin | Meeting | Joan showed the servery. Doors are too narrow for the trolleys.
fernleigh | daniel | Note | Facilities prefer one invoice a quarter.
bellbird | lachlan | Note | Benches in. Karen sent photos of the first lunch.
tolmer | lachlan | Call | They took the cheaper oven. Stay in touch about service.
coppergum | hannah | Meeting | Ash wants the kitchen open to the taproom. Noise limit after ten.
coppergum-taproom | hannah | Note | Quote sent, valid for a month.
bluegum | meilin | Call | Felicity is happy with the kiosk; breakfast room is next year's budget.
saltwater | daniel | Call | Second hood is approved by the landlord.
saltwater-hood/project | daniel | Internal note | Roof access only before seven in the morning.
pepperberry | lachlan | Call | Corner shop is off, the bank said no.
mallee | hannah | Meeting | Committee meets on the first Tuesday of the month.
mallee-function | hannah | Note | Greg asked for a staged price: kitchen now, bar later.
mallee-coolroom/project | daniel | Note | Coolroom at four degrees since this morning.
kingfisher | meilin | Meeting | Moira would rather do stage two in winter.
thirdwave | daniel | Note | Omar recommended us to the bakery next door.
parkview | meilin | Meeting | Twelve student benches, each with gas and a sink.
parkview-hospitality | meilin | Internal note | Architect is slow; ask Helen to push.
goldleaf | lachlan | Call | Winnie is waiting for the gas certificate before she pays.
goldleaf-steamers/project | lachlan | Note | Steamers commissioned, certificate outstanding.
tidewater | sofia | Note | Sam wants the glass washer under the bar, not behind it.
northpoint | hannah | Meeting | Dr Bose wants one kitchen per ward; Kevin says one per level is enough.
northpoint-ward | hannah | Internal note | Infection control must sign the drawings.
northpoint-service/project | lachlan | Note | First round is set for next month.
brindabella | meilin | Call | Elise went with a Canberra firm for the island.
lead-noodle | meilin | Call | Lease should be signed within a month.
lead-abbot | hannah | Meeting | Wood-fired oven needs a flue through two floors.
lead-abbot-oven | hannah | Note | Council says the flue is fine.
lead-fire | sofia | Meeting | Two smokers, one offset, one cabinet.
lead-kaur | sofia | Call | Sent the list of what the council asks of a home kitchen.
lead-moretti | meilin | Call | Waits until after summer.
ironbark-service | lachlan | Note | Four sites, quarterly, parts extra.
fernleigh-service | daniel | Note | They have a contract elsewhere until June.
parkview-service | lachlan | Note | Canteen only for now.
saltwater-service | daniel | Call | Keeps calling us by the hour instead.
`,
)

const ages = new Map([...opportunities, ...kases].map((deal) => [deal.key, deal.createdDaysAgo]))

/** Nothing is noted on what does not exist yet. */
export const notes: Pursuits['notes'] = remarks.map(({ on, author, type, content }, at) => ({
  on,
  author,
  activityType: type,
  content,
  daysAgo: Math.min(2 + ((at * 23) % 110), (ages.get(on) ?? 999) - 1),
}))
