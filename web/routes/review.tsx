import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Review } from '#api/reviews.ts'
import { reviewsQuery } from '../lib/queries.ts'
import { count } from '../lib/time.ts'
import { Empty } from '../ui/empty.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { Reasons, Record } from '../ui/record-card.tsx'
import { rowMark } from '../ui/rows.ts'
import { When } from '../ui/when.tsx'

export function ReviewPage() {
  const query = useQuery(reviewsQuery)
  return (
    <Page
      title="Review"
      lead="Contacts that may be the same customer as more than one Capsule record, or only seem to be. Nothing is written for them. Deciding here comes with the review inbox; until then, a change on either side that settles the question also settles it here."
    >
      <Loaded query={query} lines={6}>
        {({ reviews, total }) =>
          reviews.length === 0 ? (
            <div className="card">
              <Empty
                title="Nothing needs you"
                reason={
                  query.dataUpdatedAt === 0 ? (
                    'No question is open.'
                  ) : (
                    <>
                      No question is open. Looked <When at={new Date(query.dataUpdatedAt).toISOString()} />.
                    </>
                  )
                }
                action={
                  <Button component={Link} to="/contacts" variant="default" size="xs">
                    Go to contacts
                  </Button>
                }
              />
            </div>
          ) : (
            <Stack gap="md">
              <Text size="sm" c="dimmed">
                {total > reviews.length
                  ? `The first ${reviews.length} of ${count(total, 'question', 'questions')}`
                  : count(total, 'question', 'questions')}
              </Text>
              {reviews.map((review) => (
                <Question key={review.id} review={review} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Page>
  )
}

function Question({ review }: { review: Review }) {
  return (
    <article className="card card-pad" aria-labelledby={`review-${review.id}`}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" mb="sm">
        <div>
          <Title order={2} size="h4" id={`review-${review.id}`}>
            <Link to={review.subject.href} className="plain-link" {...rowMark}>
              {review.subject.name}
            </Link>
          </Title>
          <Text size="sm">{review.why}</Text>
        </div>
        <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
          <When at={review.createdAt} />
        </Text>
      </Group>
      <div className="pair">
        <div>
          <Record record={review.subject} label="In Xero" />
        </div>
        <div>
          {review.candidates.length === 0 && (
            <Text size="sm" c="dimmed">
              No Capsule record comes close.
            </Text>
          )}
          <Stack gap="md">
            {review.candidates.map((candidate, index) => (
              <div key={candidate.record.id}>
                <Record
                  record={candidate.record}
                  label={`Candidate ${index + 1} in Capsule · ${candidate.score} of 100`}
                />
                <Reasons reasons={candidate.reasons} />
              </div>
            ))}
          </Stack>
        </div>
      </div>
    </article>
  )
}
