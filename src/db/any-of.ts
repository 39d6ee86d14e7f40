import { sql } from 'kysely'

/**
 * `= any…` of a list. The planner does not look into it: weighing each of a hundred ids takes longer than finding
 * their rows.
 */
export const anyOf = (ids: readonly unknown[], type: 'bigint' | 'uuid') =>
  sql`any(array(select unnest(${ids}::${sql.raw(type)}[])))`
