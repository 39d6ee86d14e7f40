import { notFound, Refusal } from './refusal.ts'

const entities = '(?:parties|opportunities|kases)'
const id = '[0-9]+'
const ids = '[0-9]+(?:,[0-9]+)*'

/**
 * What the vendor's API has, as method and path. It tells a path that is not built here (501) from one that does not
 * exist (404) and from a wrong method (405).
 *
 * @source reference capsule.md §4.3, §7 to §17
 */
const vendorPaths: readonly (readonly [methods: string, path: string])[] = [
  ['GET POST', `/${entities}`],
  ['GET PUT DELETE', `/${entities}/${ids}`],
  ['GET', `/${entities}/deleted`],
  ['GET', `/${entities}/search`],
  ['GET', `/${entities}/filters`],
  ['POST', `/${entities}/filters/results`],
  ['GET', `/${entities}/filters/${id}/results`],
  ['GET POST', `/${entities}/tags`],
  ['GET PUT DELETE', `/${entities}/tags/${id}`],
  ['GET POST', `/${entities}/fields/definitions`],
  ['GET PUT DELETE', `/${entities}/fields/definitions/${id}`],
  ['GET', `/${entities}/${id}/(?:entries|tracks|people|opportunities|kases|parties)`],
  ['POST DELETE', `/(?:opportunities|kases)/${id}/parties/${id}`],
  [
    'GET POST',
    `/(?:tasks|users|teams|pipelines|boards|lostreasons|activitytypes|categories|trackdefinitions)`,
  ],
  ['GET PUT DELETE', `/(?:tasks|trackdefinitions)/${ids}`],
  ['GET PUT DELETE', `/(?:users|teams|pipelines|boards|stages|milestones|lostreasons|categories)/${id}`],
  ['GET PUT DELETE', `/activitytypes/-?${id}`],
  ['GET', '/users/current'],
  ['GET POST', '/entries'],
  ['GET PUT DELETE', `/entries/${id}`],
  ['POST', '/tracks'],
  ['GET PUT DELETE', `/tracks/${id}`],
  ['GET', `/pipelines/${id}/milestones`],
  ['GET', `/boards/${id}/stages`],
  ['POST', '/attachments/upload'],
  ['GET', `/attachments/${id}`],
  ['GET', '/(?:site|countries|currencies|milestones|stages|customtitles|goals|activities|i18n)'],
  ['GET', '/jobs/[0-9a-f-]+'],
  ['GET POST', '/resthooks'],
  ['GET DELETE', `/resthooks/${id}`],
]

const patterns = vendorPaths.map(([methods, path]) => ({
  methods: methods.split(' '),
  pattern: new RegExp(`^/api/v2${path}$`),
}))

/** The answer to a request that no handler took. */
export function unhandled(method: string, path: string): Refusal {
  const known = patterns.filter(({ pattern }) => pattern.test(path))
  if (known.length === 0) return notFound()
  if (!known.some(({ methods }) => methods.includes(method)))
    return new Refusal(405, { message: 'Method not allowed' })
  return new Refusal(501, { message: `Not implemented in this sandbox: ${method} ${path}` })
}

/** `GET /api/v2/parties/:id` for `GET /api/v2/parties/12,13`. */
export function endpoint(method: string, path: string): string {
  const general = path.replace(/\/(?:-?[0-9]+(?:,[0-9]+)*|[0-9a-f]{8}-[0-9a-f-]{27})(?=\/|$)/g, '/:id')
  return `${method} ${general}`
}
