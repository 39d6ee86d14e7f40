/** A value before and after. */
export function Change({ before, after }: { before: string | null; after: string | null }) {
  return (
    <>
      {before === null ? <span className="quiet">nothing</span> : <s className="quiet">{before}</s>}
      {' → '}
      {after === null ? <span className="quiet">nothing</span> : after}
    </>
  )
}
