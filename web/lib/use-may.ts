import { useQuery } from '@tanstack/react-query'
import type { Permission } from '#core/model/permissions.ts'
import { sessionQuery } from './queries.ts'

/** Whether the signed-in person may do this. What is shown follows; the server decides. */
export function useMay(): (permission: Permission) => boolean {
  const user = useQuery(sessionQuery).data?.user
  return (permission) => user?.may.includes(permission) ?? false
}
