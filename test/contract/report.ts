/** One operation of a vendor, as the contract run found it. */
export interface Row {
  readonly vendor: 'capsule' | 'xero'
  /** Method and path template, e.g. `GET /Contacts/{ContactID}`. */
  readonly operation: string
  readonly state: 'checked' | 'unchecked' | '501'
  /** Answers of success that were held against the description. */
  readonly checked: number
  readonly failures: readonly string[]
}

export interface Report {
  readonly rows: readonly Row[]
  /** Failures that belong to no operation. */
  readonly failures: readonly string[]
  /** Why differences were let pass: name, reason and how often. */
  readonly allowed: readonly { readonly name: string; readonly reason: string; readonly times: number }[]
}

/** Every fault in words; empty when the contract holds. An implemented operation that nothing checked is one. */
export function faultsOf(report: Report): readonly string[] {
  return [
    ...report.failures,
    ...report.rows.flatMap((row) => [
      ...(row.state === 'unchecked'
        ? [`${row.vendor} ${row.operation}: implemented, but no answer was checked`]
        : []),
      ...row.failures.map((failure) => `${row.vendor} ${row.operation}: ${failure}`),
    ]),
  ]
}

const marks = { checked: '✓', unchecked: '✗', '501': ' ' }

export function tableOf(report: Report): string {
  const width = Math.max(...report.rows.map((row) => row.operation.length))
  const lines = report.rows.map((row) => {
    const mark = row.failures.length > 0 ? '✗' : marks[row.state]
    const implemented = row.state === '501' ? '501' : 'implemented'
    const checked = row.state === '501' ? '' : `${row.checked} checked`
    return `${mark} ${row.vendor.padEnd(8)}${row.operation.padEnd(width)}  ${implemented.padEnd(12)} ${checked}`.trimEnd()
  })
  const count = (state: Row['state']) => report.rows.filter((row) => row.state === state).length
  const allowed = report.allowed.map(({ name, reason, times }) => `  ${name} (${times}): ${reason}`)
  return [
    ...lines,
    '',
    `${report.rows.length} operations: ${report.rows.length - count('501')} implemented, ${count('checked')} checked, ${count('501')} answer 501.`,
    ...(allowed.length > 0 ? ['Differences let pass, because the document is wrong:', ...allowed] : []),
  ].join('\n')
}
