import { Anchor, Button, Chip, Group, Text } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { Reviews } from '#api/reviews.ts'
import { afterSkipping, neighbourOf, reviewKeyOf, reviewKindWord } from '../lib/review.ts'
import { type ReviewSearch, reviewKinds } from '../lib/review-search.ts'
import { count, numberText } from '../lib/time.ts'
import { Empty } from '../ui/empty.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { usePageKeys } from '../ui/page-keys.ts'
import { InboxList } from '../ui/review/inbox-list.tsx'
import { NothingToReview } from '../ui/review/nothing.tsx'
import classes from '../ui/review/review.module.css'
import { ReviewCard } from '../ui/review/review-card.tsx'
import { useInbox } from '../ui/review/use-inbox.ts'

const UndoDialog = lazy(() =>
  import('../ui/undo/undo-dialog.tsx').then((part) => ({ default: part.UndoDialog })),
)

const route = getRouteApi('/review')

/** One inbox for everything that needs a person. */
export function ReviewPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const heading = useRef<HTMLHeadingElement>(null)
  /** Where the cursor belongs once the next question is on the page. */
  const wanted = useRef<{ id: string; focus: 'card' | 'list' } | null>(null)

  const show = (id: string | undefined, focus: 'card' | 'list') => {
    wanted.current = id === undefined ? null : { id, focus }
    void navigate({ search: { ...search, id }, replace: true, resetScroll: false })
  }
  const inbox = useInbox(search, (id) => show(id, 'card'))
  const { reviews, current, query } = inbox
  const currentId = current?.id

  useEffect(() => {
    const want = wanted.current
    if (!want || want.id !== currentId) return
    wanted.current = null
    if (want.focus === 'card') return heading.current?.focus({ preventScroll: true })
    const item = document.querySelector<HTMLElement>(`[data-review="${currentId}"]`)
    item?.focus({ preventScroll: true })
    item?.scrollIntoView({ block: 'nearest' })
  }, [currentId])

  const [undoing, setUndoing] = useState(false)
  const lastKey = inbox.last?.href.match(/^\/contacts\/([px].+)$/)?.[1]
  const skip = () => {
    show((current ? afterSkipping(reviews, current.id) : reviews[0])?.id, 'card')
  }
  usePageKeys((key) => {
    const meant = reviewKeyOf(key)
    if (meant?.does === 'skip') skip()
    else if (meant?.does === 'undo' && lastKey !== undefined) setUndoing(true)
    else if (meant?.does === 'next') show(neighbourOf(reviews, currentId, 1)?.id, 'list')
    else if (meant?.does === 'previous') show(neighbourOf(reviews, currentId, -1)?.id, 'list')
    else return false
    return true
  })

  return (
    <Page
      title="Review"
      lead="Questions that only a person can answer. Until then nothing is written for them."
    >
      <Loaded query={query} lines={8}>
        {({ byKind }) => (
          <>
            <KindChips byKind={byKind} search={search} />
            {reviews.length === 0 ? (
              <div className="card">
                <NothingToReview kind={search.kind} />
              </div>
            ) : (
              <div className={classes.columns} data-open={search.id !== undefined}>
                <section className={`card ${classes.list}`} aria-label="Open questions">
                  <Text size="xs" c="dimmed" px="md" pt="sm" role="status" className="num">
                    {inbox.total > reviews.length
                      ? `The first ${reviews.length} of ${count(inbox.total, 'question', 'questions')}`
                      : count(inbox.total, 'question', 'questions')}
                    {reviews.length > 1 && ', riskiest first'}
                  </Text>
                  <InboxList
                    reviews={reviews}
                    search={search}
                    currentId={currentId}
                    onEnter={(id) => {
                      // The open one does not change, so nothing else would move the cursor.
                      if (id === currentId) heading.current?.focus()
                      else wanted.current = { id, focus: 'card' }
                    }}
                  />
                </section>
                <div className={classes.detail}>
                  <Anchor
                    className={classes.back ?? ''}
                    renderRoot={(props) => (
                      <Link to="/review" search={{ ...search, id: undefined }} {...props} />
                    )}
                  >
                    All questions
                  </Anchor>
                  {current ? (
                    <ReviewCard
                      key={current.id}
                      review={current}
                      heading={heading}
                      decide={(decision) => inbox.decide(current, decision)}
                      skip={skip}
                    />
                  ) : (
                    <div className="card">
                      <Empty
                        title="This question is answered"
                        reason="Somebody else, a rule, or a change on either side has answered it meanwhile."
                        action={
                          <Button size="xs" onClick={() => show(reviews[0]?.id, 'card')}>
                            Next question
                          </Button>
                        }
                      />
                    </div>
                  )}
                </div>
              </div>
            )}
          </>
        )}
      </Loaded>
      <Suspense fallback={null}>
        {undoing && lastKey !== undefined && (
          <UndoDialog
            title={`Undo the last change of ${inbox.last?.title}`}
            target={{ kind: 'record', key: lastKey }}
            onClose={() => setUndoing(false)}
          />
        )}
      </Suspense>
    </Page>
  )
}

function KindChips({ byKind, search }: { byKind: Reviews['byKind']; search: ReviewSearch }) {
  const navigate = route.useNavigate()
  const kinds = reviewKinds.filter((kind) => byKind[kind] > 0 || search.kind === kind)
  if (kinds.length === 0) return null
  return (
    <Group
      gap={6}
      role="group"
      aria-label="Kinds of question"
      className={classes.kinds ?? ''}
      data-open={search.id !== undefined}
    >
      {kinds.map((kind) => (
        <Chip
          key={kind}
          size="sm"
          variant="outline"
          checked={search.kind === kind}
          onChange={(checked) =>
            void navigate({ search: { kind: checked ? kind : undefined, id: undefined }, replace: true })
          }
        >
          {reviewKindWord[kind].many}
          <span className="num quiet"> {numberText(byKind[kind])}</span>
        </Chip>
      ))}
    </Group>
  )
}
