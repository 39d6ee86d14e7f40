import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReviewKind } from '#api/reviews.ts'
import { connectionsQuery } from '../../lib/queries.ts'
import { reviewKindWord } from '../../lib/review.ts'
import { useMay } from '../../lib/use-may.ts'
import { Empty } from '../empty.tsx'
import { When } from '../when.tsx'

/** The inbox is cleared, or holds nothing of the chosen kind. */
export function NothingToReview({ kind }: { kind: ReviewKind | undefined }) {
  const may = useMay()
  const connections =
    useQuery({ ...connectionsQuery, enabled: may('connections.change') }).data?.connections ?? []
  const checked = connections
    .flatMap(({ lastReadAt, lastHeardAt }) => [lastReadAt ?? [], lastHeardAt ?? []].flat())
    .sort()
    .at(-1)
  if (kind !== undefined) {
    return (
      <Empty
        title={`No ${reviewKindWord[kind].many.toLowerCase()}`}
        reason="No question of this kind is open."
        action={
          <Button
            renderRoot={(props) => <Link to="/review" search={{}} {...props} />}
            variant="default"
            size="xs"
          >
            Show all questions
          </Button>
        }
      />
    )
  }
  return (
    <Empty
      title="Nothing needs you"
      reason={
        checked === undefined ? (
          'No question is open.'
        ) : (
          <>
            No question is open. Last check <When at={checked} />.
          </>
        )
      }
      action={
        <Button component={Link} to="/contacts" variant="default" size="xs">
          Go to contacts
        </Button>
      }
    />
  )
}
