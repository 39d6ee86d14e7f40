import { z } from 'zod'

/** What Capsule's API answers, closed: a key the reference does not know is a difference. @source capsule.md §3 to §17 */

const id = z.int().positive()
const text = z.string().nullable()
const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const stamps = { createdAt: instant, updatedAt: instant }
const named = z.strictObject({ id, name: z.string() })

const PrivateParty = z.strictObject({
  id,
  type: z.enum(['person', 'organisation']),
  firstName: z.null().optional(),
  lastName: z.literal('Private').optional(),
  name: z.literal('Private').optional(),
  pictureURL: z.string(),
  isRestricted: z.literal(true),
})
const NestedParty = z.union([
  z.strictObject({
    id,
    type: z.enum(['person', 'organisation']),
    name: text.optional(),
    firstName: text.optional(),
    lastName: text.optional(),
    title: text.optional(),
    jobTitle: text.optional(),
    pictureURL: z.string(),
  }),
  PrivateParty,
])
const NestedUser = z.strictObject({
  id,
  username: z.string(),
  name: z.string(),
  pictureURL: z.string().optional(),
  deleted: z.boolean().optional(),
})
const owned = { owner: NestedUser.nullable(), team: named.nullable() }

const Tag = z.strictObject({ id, name: z.string(), description: text, dataTag: z.boolean() })
const FieldValue = z.strictObject({
  id,
  value: z.union([z.string(), z.literal(true), z.array(z.string())]),
  definition: named,
  tagId: id.nullable(),
})
const embedded = {
  tags: z.array(z.strictObject({ id, name: z.string(), dataTag: z.boolean() })).optional(),
  fields: z.array(FieldValue).optional(),
  missingImportantFields: z.boolean().optional(),
}

const partyRows = {
  addresses: z.array(
    z.strictObject({ id, type: text, street: text, city: text, state: text, zip: text, country: text }),
  ),
  phoneNumbers: z.array(z.strictObject({ id, type: text, number: z.string() })),
  emailAddresses: z.array(z.strictObject({ id, type: text, address: z.string() })),
  websites: z.array(
    z.strictObject({ id, type: text, service: z.string(), address: z.string(), url: z.string() }),
  ),
}
const partyCommon = {
  id,
  about: text,
  ...stamps,
  lastContactedAt: instant.nullable(),
  ...partyRows,
  pictureURL: z.string(),
  ...owned,
  enrichment: z.null(),
  ...embedded,
}
const Party = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('person'),
    title: text,
    firstName: text,
    lastName: text,
    jobTitle: text,
    organisation: NestedParty.nullable(),
    ...partyCommon,
  }),
  z.strictObject({ type: z.literal('organisation'), name: z.string(), ...partyCommon }),
])

const Milestone = z.strictObject({
  id,
  name: z.string(),
  description: text,
  complete: z.boolean(),
  probability: z.int().min(0).max(100),
  daysUntilStale: z.int().nullable(),
  pipeline: named,
  ...stamps,
})
const Pipeline = z.strictObject({ id, name: z.string(), description: text.optional(), ...stamps })
const LostReason = z.strictObject({ id, name: z.string(), includedForConversion: z.boolean(), ...stamps })

const Opportunity = z.strictObject({
  id,
  ...stamps,
  party: NestedParty,
  name: z.string(),
  description: text,
  ...owned,
  milestone: named,
  value: z
    .strictObject({ amount: z.number().nullable().optional(), currency: z.string().length(3) })
    .nullable(),
  expectedCloseOn: day.nullable(),
  probability: z.int().min(0).max(100),
  durationBasis: z.enum(['FIXED', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR']).nullable(),
  duration: z.int().nullable(),
  closedOn: day.nullable(),
  lostReason: named.nullable(),
  lastContactedAt: instant.nullable().optional(),
  lastOpenMilestone: named.nullable(),
  lastStageChangedAt: instant.nullable(),
  ...embedded,
})
const NestedOpportunity = z.strictObject({ id, name: z.string() })
const Kase = z.strictObject({
  id,
  ...stamps,
  party: NestedParty,
  name: z.string(),
  description: text,
  ...owned,
  status: z.enum(['OPEN', 'CLOSED']),
  opportunity: NestedOpportunity.nullable(),
  stage: named.nullable(),
  expectedCloseOn: day.nullable(),
  closedOn: day.nullable(),
  lastContactedAt: instant.nullable(),
  ...embedded,
})
const Board = z.strictObject({ id, name: z.string(), description: text, ...stamps })
const Stage = z.strictObject({
  id,
  name: z.string(),
  description: text,
  displayOrder: z.int(),
  board: named,
  ...stamps,
})

const Category = z.strictObject({ id, name: z.string(), colour: z.string() })
const links = {
  party: z.union([NestedParty, Party]).nullable(),
  opportunity: z.union([NestedOpportunity, Opportunity]).nullable(),
  kase: z.union([NestedOpportunity, Kase]).nullable(),
}
const Task = z.strictObject({
  id,
  description: z.string(),
  detail: text,
  category: Category.nullable(),
  dueOn: day,
  dueTime: text,
  status: z.enum(['OPEN', 'COMPLETED', 'PENDING']),
  ...links,
  owner: NestedUser.nullable(),
  completedBy: NestedUser.nullable(),
  completedAt: instant.nullable(),
  repeat: z.unknown(),
  hasTrack: z.boolean(),
  active: z.boolean().optional(),
  nextTask: z.unknown().optional(),
  daysAfter: z.int().nullable().optional(),
  taskDelayRule: text.optional(),
  taskDayDelayRule: text.optional(),
  ...stamps,
})

const Attachment = z.strictObject({
  id,
  filename: z.string(),
  contentType: z.string(),
  size: z.int(),
})
const ActivityType = z.strictObject({
  id: z.int(),
  name: z.string(),
  updateLastContacted: z.boolean(),
  icon: z.unknown().optional(),
})
const Entry = z.strictObject({
  id,
  type: z.enum(['note', 'email', 'task']),
  ...stamps,
  entryAt: instant,
  subject: text,
  content: text,
  attachments: z.array(Attachment).optional(),
  creator: NestedUser.nullable(),
  activityType: z.strictObject({ id: z.int(), name: z.string() }).nullable(),
  party: links.party.optional(),
  opportunity: links.opportunity.optional(),
  kase: links.kase.optional(),
  parties: z.array(NestedParty).optional(),
  participants: z.array(z.unknown()).optional(),
})

const Definition = z.strictObject({
  id,
  name: z.string(),
  description: text,
  type: z.string(),
  displayOrder: z.int(),
  tag: z.strictObject({ id, name: z.string(), dataTag: z.boolean() }).nullable(),
  captureRule: z.enum(['person', 'organisation']).optional(),
  options: z.array(z.string()).optional(),
  important: z.boolean(),
})
const User = z.strictObject({
  id,
  username: z.string(),
  name: z.string(),
  party: z.union([NestedParty, Party]).nullable(),
  locale: z.string(),
  currency: z.string().length(3),
  timezone: z.string(),
  status: z.string(),
  lastLoginAt: instant.nullable(),
  taskReminder: z.boolean(),
  loggedIn: z.boolean(),
  deleted: z.boolean(),
  pictureURL: z.string(),
  emailPreference: text.optional(),
  clickToCallPreference: text.optional(),
  preferredEmailFromAddress: text.optional(),
})
const Team = z.strictObject({
  id,
  name: z.string(),
  description: text.optional(),
  ...stamps,
  memberships: z.array(z.unknown()).optional(),
})
const Hook = z.strictObject({
  id,
  event: z.string().regex(/^(party|kase|opportunity|task|user)\/[a-z]+$/),
  targetUrl: z.url(),
  description: text,
  embed: text,
  user: NestedUser.nullable(),
  clientId: z.string(),
  batched: z.literal(true),
  ...stamps,
})
const Country = z.strictObject({
  name: z.string(),
  alpha2Code: z.string().length(2),
  alpha3Code: z.string().length(3),
  numericCode: z.string().or(z.int()),
  dialCode: z.string().nullable(),
})
const Currency = z.strictObject({ code: z.string().length(3), symbol: z.string(), name: z.string() })
const Site = z.strictObject({ url: z.url(), subdomain: z.string(), name: z.string() })
const Track = z.looseObject({ id })
const Job = z.strictObject({ id: z.string(), status: z.string(), progress: z.int(), action: z.string() })

const one = (name: string, schema: z.ZodType) => z.strictObject({ [name]: schema })
const many = (name: string, schema: z.ZodType) => z.strictObject({ [name]: z.array(schema) })

const deletedFeed = (name: string, restricted: string, stub: z.ZodType) =>
  z.strictObject({
    [name]: z.array(z.strictObject({ id, deletedAt: instant })),
    [restricted]: z.array(stub).min(1).optional(),
  })
const PrivateRecord = z.strictObject({ id, name: z.literal('Private'), isRestricted: z.literal(true) })

/** Wrapped answers by the word the table of operations uses. */
export const answers = {
  party: one('party', Party),
  parties: many('parties', Party),
  nestedParties: many('parties', z.union([Party, NestedParty])),
  deletedParties: deletedFeed('parties', 'restrictedParties', PrivateParty),
  opportunity: one('opportunity', Opportunity),
  opportunities: many('opportunities', Opportunity),
  deletedOpportunities: deletedFeed('opportunities', 'restrictedOpportunities', PrivateRecord),
  kase: one('kase', Kase),
  kases: many('kases', Kase),
  deletedKases: deletedFeed('kases', 'restrictedKases', PrivateRecord),
  pipeline: one('pipeline', Pipeline),
  pipelines: many('pipelines', Pipeline),
  milestone: one('milestone', Milestone),
  milestones: many('milestones', Milestone),
  lostReason: one('lostReason', LostReason),
  lostReasons: many('lostReasons', LostReason),
  board: one('board', Board),
  boards: many('boards', Board),
  stage: one('stage', Stage),
  stages: many('stages', Stage),
  task: one('task', Task),
  tasks: many('tasks', Task),
  category: one('category', Category),
  categories: many('categories', Category),
  entry: one('entry', Entry),
  entries: many('entries', Entry),
  activityType: one('activityType', ActivityType),
  activityTypes: many('activityTypes', ActivityType),
  upload: one('upload', z.strictObject({ token: z.string() })),
  tag: one('tag', Tag),
  tags: many('tags', Tag),
  definition: one('definition', Definition),
  definitions: many('definitions', Definition),
  user: one('user', User),
  users: many('users', User),
  team: one('team', Team),
  teams: many('teams', Team),
  restHook: one('restHook', Hook),
  restHooks: many('restHooks', Hook),
  site: one('site', Site),
  countries: many('countries', Country),
  currencies: many('currencies', Currency),
  customTitles: z.record(z.string(), z.array(z.unknown())),
  filters: many('filters', z.looseObject({ id })),
  track: one('track', Track),
  tracks: many('tracks', Track),
  trackDefinition: one('trackDefinition', Track),
  trackDefinitions: many('trackDefinitions', Track),
  job: one('job', Job),
  bytes: z.undefined(),
  nothing: z.undefined(),
} satisfies Record<string, z.ZodType>

/** Refusals: `message`, with `errors` under 422; OAuth's form for 401 and 403; `error` under 429. §2.3, §3.10, §3.11 */
export const refusals: Readonly<Record<number, z.ZodType>> = {
  400: z.strictObject({ message: z.string() }),
  401: z.strictObject({ error: z.string(), error_description: z.string() }),
  403: z.strictObject({ error: z.string(), error_description: z.string() }),
  404: z.strictObject({ message: z.string() }),
  405: z.strictObject({ message: z.string() }),
  422: z.strictObject({
    message: z.string(),
    errors: z.array(
      z.strictObject({ message: z.string(), resource: z.string().optional(), field: z.string().optional() }),
    ),
  }),
  429: z.strictObject({ error: z.literal('rate limit reached') }),
}

/** Pairs of people and organisations, opportunities and projects have the same set of paths. */
type Answer = keyof typeof answers

const entity = (path: string, single: Answer, plural: Answer, deleted: Answer): Record<string, Answer> => ({
  [`GET /${path}`]: plural,
  [`POST /${path}`]: single,
  [`GET /${path}/{${single}}`]: single,
  [`PUT /${path}/{${single}}`]: single,
  [`DELETE /${path}/{${single}}`]: 'nothing',
  [`GET /${path}/{${single}},{${single}2}`]: plural,
  [`GET /${path}/deleted`]: deleted,
  [`GET /${path}/search`]: plural,
  [`POST /${path}/filters/results`]: plural,
  [`GET /${path}/filters`]: 'filters',
  [`GET /${path}/filters/{filter}/results`]: plural,
  [`GET /${path}/{${single}}/entries`]: 'entries',
  [`GET /${path}/{${single}}/tracks`]: 'tracks',
  ...crud(`${path}/tags`, 'tag', 'tags'),
  ...crud(`${path}/fields/definitions`, 'definition', 'definitions'),
})

const crud = (path: string, single: Answer, plural: Answer): Record<string, Answer> => ({
  [`GET /${path}`]: plural,
  [`POST /${path}`]: single,
  [`GET /${path}/{${path}}`]: single,
  [`PUT /${path}/{${path}}`]: single,
  [`DELETE /${path}/{${path}}`]: 'nothing',
})

/** Every operation of the API that the reference names, with what it answers. @source capsule.md §4.3, §7 to §17 */
export const operations: Readonly<Record<string, Answer>> = {
  ...entity('parties', 'party', 'parties', 'deletedParties'),
  'GET /parties/{party}/people': 'parties',
  'GET /parties/{party}/opportunities': 'opportunities',
  'GET /parties/{party}/kases': 'kases',
  ...entity('opportunities', 'opportunity', 'opportunities', 'deletedOpportunities'),
  'GET /opportunities/{opportunity}/kases': 'kases',
  'GET /opportunities/{opportunity}/parties': 'nestedParties',
  'POST /opportunities/{opportunity}/parties/{other}': 'nothing',
  'DELETE /opportunities/{opportunity}/parties/{other}': 'nothing',
  ...entity('kases', 'kase', 'kases', 'deletedKases'),
  'GET /kases/{kase}/parties': 'nestedParties',
  'POST /kases/{kase}/parties/{other}': 'nothing',
  'DELETE /kases/{kase}/parties/{other}': 'nothing',
  ...crud('pipelines', 'pipeline', 'pipelines'),
  'GET /pipelines/{pipelines}/milestones': 'milestones',
  'GET /milestones': 'milestones',
  'GET /milestones/{milestone}': 'milestone',
  ...crud('lostreasons', 'lostReason', 'lostReasons'),
  ...crud('boards', 'board', 'boards'),
  'GET /boards/{boards}/stages': 'stages',
  'GET /stages': 'stages',
  'GET /stages/{stage}': 'stage',
  'GET /tasks': 'tasks',
  'POST /tasks': 'task',
  'GET /tasks/{task}': 'task',
  'PUT /tasks/{task}': 'task',
  'DELETE /tasks/{task}': 'nothing',
  'GET /tasks/{task},{task2}': 'tasks',
  ...crud('categories', 'category', 'categories'),
  'GET /entries': 'entries',
  'POST /entries': 'entry',
  'GET /entries/{entry}': 'entry',
  'PUT /entries/{entry}': 'entry',
  'DELETE /entries/{entry}': 'nothing',
  ...crud('activitytypes', 'activityType', 'activityTypes'),
  'POST /attachments/upload': 'upload',
  'GET /attachments/{attachment}': 'bytes',
  'GET /trackdefinitions': 'trackDefinitions',
  'GET /trackdefinitions/{trackDefinition}': 'trackDefinition',
  'POST /tracks': 'track',
  'GET /tracks/{track}': 'track',
  'PUT /tracks/{track}': 'track',
  'DELETE /tracks/{track}': 'nothing',
  'GET /users': 'users',
  'GET /users/current': 'user',
  ...{ 'POST /users': 'user', 'GET /users/{user}': 'user', 'PUT /users/{user}': 'user' },
  'DELETE /users/{user}': 'nothing',
  'GET /teams': 'teams',
  'GET /teams/{team}': 'team',
  'GET /site': 'site',
  'GET /countries': 'countries',
  'GET /currencies': 'currencies',
  'GET /customtitles': 'customTitles',
  'GET /jobs/{job}': 'job',
  'GET /resthooks': 'restHooks',
  'POST /resthooks': 'restHook',
  'GET /resthooks/{hook}': 'restHook',
  'DELETE /resthooks/{hook}': 'nothing',
}
