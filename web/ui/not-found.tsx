import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Empty } from './empty.tsx'
import { Page } from './page.tsx'

export function NotFound() {
  return (
    <Page title="Page not found">
      <div className="card">
        <Empty
          title="There is nothing at this address"
          reason="The link may be old or mistyped."
          action={
            <Button component={Link} to="/" variant="default">
              Go to the overview
            </Button>
          }
        />
      </div>
    </Page>
  )
}
