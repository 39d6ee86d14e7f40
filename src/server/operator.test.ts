import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { operatorToken, operatorTokenFile } from './operator.ts'

test("the operator's token is made once, long, and readable by its owner only", () => {
  const folder = mkdtempSync(join(tmpdir(), 'counterpart-operator-'))
  try {
    const token = operatorToken(folder)
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(statSync(operatorTokenFile(folder)).mode & 0o777).toBe(0o600)
    expect(operatorToken(folder)).toBe(token)
    writeFileSync(operatorTokenFile(folder), 'replaced by hand\n')
    expect(operatorToken(folder)).toBe('replaced by hand')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
