import { expect, test } from 'vitest'
import { isPublicAddress, pin } from './address.ts'

test.each([
  ['8.8.8.8', true],
  ['93.184.215.14', true],
  ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.31.255.255', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:7f00:1', false],
  ['::ffff:8.8.8.8', true],
  ['::127.0.0.1', false],
  ['64:ff9b::7f00:1', false],
  ['fc00::1', false],
  ['fe80::1', false],
  ['ff02::1', false],
  ['2002:7f00:1::', false],
  ['not an address', false],
])('%s is public: %s', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic)
})

test('one private answer among public ones is enough to refuse', async () => {
  const resolve = async () => [
    { address: '8.8.8.8', family: 4 },
    { address: '192.168.0.5', family: 4 },
  ]
  await expect(pin('mixed.example', false, resolve)).rejects.toThrow(/own network/)
  expect(await pin('mixed.example', true, resolve)).toEqual({ address: '8.8.8.8', family: 4 })
})

test('a name that is not known says so', async () => {
  const resolve = async () => {
    throw new Error('ENOTFOUND')
  }
  await expect(pin('nowhere.example', true, resolve)).rejects.toThrow(
    'The name nowhere.example is not known.',
  )
  await expect(pin('empty.example', true, async () => [])).rejects.toThrow(/leads nowhere/)
})
