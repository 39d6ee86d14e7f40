import { expect, test } from 'vitest'
import { nameForm } from '../normal/names.ts'
import { looseName } from './loose-name.ts'

const loose = (name: string) => looseName(nameForm(name))

test.each([
  ['Harbour Bakery', 'Habour Bakerie'],
  ['Harbour Bakery', 'Bakery Harbour'],
  ['Müller Werkzeuge', 'Mueller Werkzeuge GmbH'],
  ['Acme', 'Acme Group'],
  ['Harbour Bakery', 'Harbour Bakery Perth'],
  ['Bob Brown', 'Brown, Robert'],
  ['Jane Citizen', 'Ms Jane M Citizen'],
])('%s and %s are worth comparing', (a, b) => {
  expect(loose(a)).not.toBeNull()
  expect(loose(a)).toBe(loose(b))
})

test('other names have other keys, and what says too little has none', () => {
  expect(loose('Harbour Bakery')).not.toBe(loose('Harbour Legal'))
  expect(loose('John Smith')).not.toBe(loose('Mary Smith'))
  expect(['Ромашка', '山田', 'Oui', 'AA', '!!!', ''].map(loose)).toEqual([null, null, null, null, null, null])
})
