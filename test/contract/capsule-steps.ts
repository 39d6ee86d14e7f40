import type { Step } from './step.ts'

const day = '2026-12-01'
const ref = (id: string) => ({ id: Number(id) })
const embed = '?embed=tags,fields,missingImportantFields,party'

/** Tags and field definitions, which three kinds have alike; they stay so that the lists are not empty. */
const kindSettings = (path: string): Step[] => [
  {
    operation: `POST /${path}/tags`,
    body: { tag: { name: `Contract ${path}` } },
    keep: { [`${path}/tags`]: 'tag.id' },
  },
  { operation: `PUT /${path}/tags/{${path}/tags}`, body: { tag: { description: 'Seen' } } },
  { operation: `GET /${path}/tags/{${path}/tags}` },
  {
    operation: `POST /${path}/fields/definitions`,
    body: { definition: { name: 'Contract text', type: 'text', important: true } },
    keep: { [`${path}/fields/definitions`]: 'definition.id' },
  },
  {
    operation: `POST /${path}/fields/definitions`,
    body: { definition: { name: 'Contract list', type: 'list', options: ['a', 'b'] } },
    keep: { [`${path} list`]: 'definition.id' },
  },
  {
    operation: `PUT /${path}/fields/definitions/{${path}/fields/definitions}`,
    body: { definition: { name: 'Text' } },
  },
  { operation: `GET /${path}/fields/definitions/{${path}/fields/definitions}` },
]

const endSettings = (path: string): Step[] => [
  { operation: `DELETE /${path}/tags/{${path}/tags}` },
  { operation: `DELETE /${path}/fields/definitions/{${path}/fields/definitions}` },
]

/** What every kind of record is asked for. */
const reads = (path: string, single: string): Step[] => [
  { operation: `GET /${path}`, query: `${embed}&perPage=100` },
  { operation: `GET /${path}`, query: '?perPage=0', status: 422 },
  { operation: `GET /${path}/{${single}}`, query: embed },
  { operation: `GET /${path}/{${single}}`, path: `/${path}/999999999`, status: 404 },
  { operation: `GET /${path}/{${single}},{${single}2}` },
  { operation: `GET /${path}/deleted`, query: '?since=2020-01-01T00:00:00Z' },
  { operation: `GET /${path}/search`, query: '?q=contract' },
  {
    operation: `POST /${path}/filters/results`,
    body: { filter: { conditions: [{ field: 'name', operator: 'contains', value: 'contract' }] } },
    status: 200,
  },
  { operation: `GET /${path}/{${single}}/entries` },
]

const parties: readonly Step[] = [
  ...kindSettings('parties'),
  {
    operation: 'POST /parties',
    query: embed,
    bodyOf: (id) => ({
      party: {
        type: 'organisation',
        name: 'Contract Kitchens',
        addresses: [{ type: 'Office', street: '1 Station Street', city: 'Coburg', country: 'USA' }],
        phoneNumbers: [{ type: 'Work', number: '03 5550 0123' }],
        emailAddresses: [{ type: 'Work', address: 'contract@kitchens.example' }],
        websites: [{ service: 'URL', address: 'kitchens.example' }],
        tags: [{ name: 'Contract parties' }],
        fields: [
          { definition: ref(id('parties/fields/definitions')), value: 'x' },
          { definition: ref(id('parties list')), value: 'a' },
        ],
      },
    }),
    keep: { party: 'party.id' },
  },
  {
    operation: 'POST /parties',
    bodyOf: (id) => ({
      party: { type: 'person', firstName: 'Ada', lastName: 'Byron', organisation: ref(id('party')) },
    }),
    keep: { party2: 'party.id', other: 'party.id' },
  },
  { operation: 'POST /parties', body: { party: { type: 'organisation' } }, status: 422 },
  { operation: 'POST /parties', body: '{', status: 400 },
  { operation: 'PUT /parties/{party}', body: { party: { about: 'Changed' } } },
  { operation: 'GET /parties/{party}/people' },
  ...reads('parties', 'party'),
]

const accountSettings: readonly Step[] = [
  { operation: 'GET /pipelines', keep: { pipelines: 'pipelines.0.id' } },
  {
    operation: 'POST /pipelines',
    body: { pipeline: { name: 'Contract' } },
    keep: { pipelines: 'pipeline.id' },
  },
  { operation: 'PUT /pipelines/{pipelines}', body: { pipeline: { name: 'Contract work' } } },
  { operation: 'GET /milestones', keep: { milestone: 'milestones.0.id', won: 'milestones.2.id' } },
  { operation: 'GET /milestones/{milestone}' },
  { operation: 'GET /lostreasons', keep: { lostreasons: 'lostReasons.0.id' } },
  {
    operation: 'POST /lostreasons',
    body: { lostReason: { name: 'Contract price' } },
    keep: { lostreasons: 'lostReason.id' },
  },
  { operation: 'PUT /lostreasons/{lostreasons}', body: { lostReason: { name: 'Price' } } },
  { operation: 'GET /boards', keep: { boards: 'boards.0.id' } },
  { operation: 'POST /boards', body: { board: { name: 'Contract' } }, keep: { boards: 'board.id' } },
  { operation: 'PUT /boards/{boards}', body: { board: { name: 'Contract board' } } },
  { operation: 'GET /stages', keep: { stage: 'stages.0.id' } },
  { operation: 'GET /categories', keep: { categories: 'categories.0.id' } },
  {
    operation: 'POST /categories',
    body: { category: { name: 'Contract', colour: '#ff0000' } },
    keep: { categories: 'category.id' },
  },
  { operation: 'PUT /categories/{categories}', body: { category: { name: 'Contract call' } } },
  { operation: 'GET /activitytypes', keep: { activitytypes: 'activityTypes.0.id' } },
  {
    operation: 'POST /activitytypes',
    body: { activityType: { name: 'Contract', updateLastContacted: false } },
    keep: { activitytypes: 'activityType.id' },
  },
  { operation: 'PUT /activitytypes/{activitytypes}', body: { activityType: { name: 'Contract note' } } },
]

const opportunities: readonly Step[] = [
  ...kindSettings('opportunities'),
  {
    operation: 'POST /opportunities',
    query: embed,
    bodyOf: (id) => ({
      opportunity: {
        name: 'Contract kitchen',
        party: ref(id('party')),
        milestone: ref(id('milestone')),
        value: { amount: 1200, currency: 'AUD' },
        expectedCloseOn: day,
      },
    }),
    keep: { opportunity: 'opportunity.id' },
  },
  {
    operation: 'POST /opportunities',
    bodyOf: (id) => ({
      opportunity: { name: 'Contract second', party: ref(id('party')), milestone: ref(id('milestone')) },
    }),
    keep: { opportunity2: 'opportunity.id' },
  },
  { operation: 'POST /opportunities', body: { opportunity: { name: 'No party' } }, status: 422 },
  {
    operation: 'PUT /opportunities/{opportunity}',
    bodyOf: (id) => ({ opportunity: { milestone: ref(id('won')) } }),
  },
  { operation: 'POST /opportunities/{opportunity}/parties/{other}', status: 204 },
  { operation: 'GET /opportunities/{opportunity}/parties' },
  { operation: 'DELETE /opportunities/{opportunity}/parties/{other}' },
  ...reads('opportunities', 'opportunity'),
]

const kases: readonly Step[] = [
  ...kindSettings('kases'),
  {
    operation: 'POST /kases',
    query: embed,
    bodyOf: (id) => ({ kase: { name: 'Contract project', party: ref(id('party')), expectedCloseOn: day } }),
    keep: { kase: 'kase.id' },
  },
  {
    operation: 'POST /kases',
    bodyOf: (id) => ({ kase: { name: 'Contract second', party: ref(id('party')), stage: ref(id('stage')) } }),
    keep: { kase2: 'kase.id' },
  },
  { operation: 'PUT /kases/{kase}', body: { kase: { status: 'CLOSED' } } },
  { operation: 'POST /kases/{kase}/parties/{other}', status: 204 },
  { operation: 'GET /kases/{kase}/parties' },
  { operation: 'DELETE /kases/{kase}/parties/{other}' },
  ...reads('kases', 'kase'),
]

const work: readonly Step[] = [
  {
    operation: 'POST /tasks',
    bodyOf: (id) => ({ task: { description: 'Call', dueOn: day, party: ref(id('party')) } }),
    keep: { task: 'task.id' },
  },
  {
    operation: 'POST /tasks',
    body: { task: { description: 'Alone', dueOn: day } },
    keep: { task2: 'task.id' },
  },
  { operation: 'POST /tasks', body: { task: {} }, status: 422 },
  { operation: 'PUT /tasks/{task}', body: { task: { status: 'COMPLETED' } } },
  { operation: 'GET /tasks/{task},{task2}' },
  { operation: 'GET /tasks', query: '?status=OPEN&embed=party,owner' },
  {
    operation: 'POST /attachments/upload',
    body: new Uint8Array([1, 2, 3]),
    headers: { 'content-type': 'image/png', 'content-length': '3', 'x-attachment-filename': 'plan.png' },
    keep: { token: 'upload.token' },
  },
  {
    operation: 'POST /entries',
    query: '?embed=party,creator,activityType,attachments,participants',
    bodyOf: (id) => ({
      entry: {
        type: 'note',
        content: 'Seen',
        party: ref(id('party')),
        attachments: [{ token: id('token') }],
      },
    }),
    keep: { entry: 'entry.id', attachment: 'entry.attachments.0.id' },
  },
  { operation: 'POST /entries', body: { entry: { type: 'note', content: 'Loose' } }, status: 422 },
  { operation: 'GET /attachments/{attachment}' },
  { operation: 'PUT /entries/{entry}', body: { entry: { content: 'Seen again' } } },
  { operation: 'GET /trackdefinitions', keep: { trackDefinition: 'trackDefinitions.0.id' } },
  {
    operation: 'POST /tracks',
    bodyOf: (id) => ({
      track: { definition: Number(id('trackDefinition')), party: Number(id('party')), trackDateOn: day },
    }),
    keep: { track: 'track.id' },
  },
  { operation: 'GET /parties/{party}/tracks' },
  { operation: 'PUT /tracks/{track}', body: { track: { trackDateOn: '2026-12-02' } } },
]

const people: readonly Step[] = [
  { operation: 'GET /users', query: '?embed=party', keep: { user: 'users.1.id' } },
  {
    operation: 'POST /users',
    body: {
      user: {
        username: 'contract',
        firstName: 'Con',
        lastName: 'Tract',
        email: 'con@kitchens.example',
        party: { firstName: 'Con', lastName: 'Tract', emailAddresses: [{ address: 'con@kitchens.example' }] },
      },
    },
    keep: { user: 'user.id' },
  },
  { operation: 'PUT /users/{user}', body: { user: { timezone: 'Pacific/Auckland' } } },
  { operation: 'GET /teams', query: '?embed=memberships', keep: { team: 'teams.0.id' } },
  {
    operation: 'POST /resthooks',
    body: { restHook: { event: 'party/updated', targetUrl: 'https://hooks.example/1', embed: 'tags' } },
    keep: { hook: 'restHook.id' },
  },
  { operation: 'POST /resthooks', body: { restHook: { event: 'party/moved' } }, status: 422 },
  { operation: 'GET /resthooks/{hook}' },
  { operation: 'GET /resthooks' },
]

const endings: readonly Step[] = [
  { operation: 'DELETE /resthooks/{hook}' },
  { operation: 'DELETE /tracks/{track}' },
  { operation: 'DELETE /entries/{entry}' },
  { operation: 'DELETE /tasks/{task}' },
  { operation: 'DELETE /kases/{kase}' },
  { operation: 'GET /kases/deleted', query: '?since=2020-01-01T00:00:00Z' },
  { operation: 'DELETE /opportunities/{opportunity}' },
  { operation: 'GET /opportunities/deleted', query: '?since=2020-01-01T00:00:00Z' },
  { operation: 'DELETE /parties/{party}', path: '/parties/{party2}' },
  { operation: 'GET /parties/deleted', query: '?since=2020-01-01T00:00:00Z' },
  ...['parties', 'opportunities', 'kases'].flatMap(endSettings),
  { operation: 'DELETE /users/{user}' },
  { operation: 'DELETE /categories/{categories}' },
  { operation: 'DELETE /activitytypes/{activitytypes}' },
  { operation: 'DELETE /lostreasons/{lostreasons}' },
  { operation: 'DELETE /boards/{boards}' },
  { operation: 'DELETE /pipelines/{pipelines}' },
]

/** A day that makes and changes something of every kind the emulator may have. */
export const capsuleSteps: readonly Step[] = [
  ...parties,
  ...accountSettings,
  ...opportunities,
  ...kases,
  ...work,
  ...people,
]
/** Takes all of it away again. */
export const lastCapsuleSteps = endings
