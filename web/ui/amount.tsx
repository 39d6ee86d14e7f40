import { VisuallyHidden } from '@mantine/core'
import type { Money } from '#api/common.ts'
import { amountText, isZero } from '../lib/money.ts'

/** An amount with its currency; red only when it is money overdue. Null is one they may not see. */
export function Amount({ money, overdue = false }: { money: Money | null; overdue?: boolean }) {
  if (money === null) return <span className="quiet">Hidden</span>
  return (
    <span className={overdue && money.minor > 0 ? 'figure danger' : 'figure'}>
      {amountText(money)}
      <span className="currency"> {money.currency}</span>
    </span>
  )
}

/** Amounts of several currencies below each other; a dash when there is nothing. */
export function Amounts({
  amounts,
  overdue = false,
}: {
  amounts: readonly Money[] | null
  overdue?: boolean
}) {
  if (amounts === null) return <span className="quiet">Hidden</span>
  if (isZero(amounts)) {
    return (
      <span className="quiet">
        <span aria-hidden="true">–</span>
        <VisuallyHidden>nothing</VisuallyHidden>
      </span>
    )
  }
  return amounts
    .filter(({ minor }) => minor !== 0)
    .map((money) => (
      <div key={money.currency}>
        <Amount money={money} overdue={overdue} />
      </div>
    ))
}
