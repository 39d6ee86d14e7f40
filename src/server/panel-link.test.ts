import { expect, test } from 'vitest'
import { workspaceId } from '#core/model/ids.ts'
import { readPanelPass, signPanelPass } from './panel-link.ts'

const pass = {
  workspaceId: workspaceId('00000000-0000-4000-8000-000000000001'),
  partyId: 17,
  maker: 'somebody',
  until: 2_000,
}
const token = signPanelPass('secret', pass)

test('a pass is what was signed, until its time is over', () => {
  expect(readPanelPass('secret', token, 1_999_999)).toEqual(pass)
  expect(readPanelPass('secret', token, 2_000_000)).toBeNull()
})

test.each([
  ['another party', token.replace('.17.', '.18.')],
  ['another workspace', token.replace('000001.', '000002.')],
  ['more time', token.replace('.2000.', '.9000.')],
  ['no signature', token.slice(0, token.lastIndexOf('.'))],
  ['another signature', `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`],
  ['nothing', ''],
])('%s opens nothing', (_, forged) => {
  expect(readPanelPass('secret', forged, 0)).toBeNull()
})

test('a link of another installation opens nothing', () => {
  expect(readPanelPass('another secret', token, 0)).toBeNull()
})
