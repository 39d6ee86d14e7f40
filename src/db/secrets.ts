import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError } from './open.ts'

/** Seals secrets for the database: AES-256-GCM, a fresh data key per value, wrapped by the installation's key. */
export interface Vault {
  /** `purpose` binds the envelope to its place: it opens nowhere else. */
  seal(text: string, purpose: string): string
  /** @throws StoreError when the envelope was made with another key or was altered */
  open(envelope: string, purpose: string): string
  /** A key for another use that follows from the installation's key, so that it survives a restart. */
  derive(purpose: string): string
}

interface Sealed {
  readonly iv: string
  readonly data: string
  readonly tag: string
}

/** @param key 32 bytes */
export function createVault(key: Buffer, keyId = 'k1'): Vault {
  return {
    seal(text, purpose) {
      const dataKey = randomBytes(32)
      const envelope = {
        v: 1,
        kid: keyId,
        key: encrypt(key, dataKey, `key:${purpose}`),
        body: encrypt(dataKey, Buffer.from(text, 'utf8'), purpose),
      }
      return JSON.stringify(envelope)
    },
    derive: (purpose) =>
      Buffer.from(hkdfSync('sha256', key, '', `counterpart ${purpose}`, 32)).toString('base64'),
    open(envelope, purpose) {
      try {
        const { key: wrapped, body } = JSON.parse(envelope)
        const dataKey = decrypt(key, wrapped, `key:${purpose}`)
        return decrypt(dataKey, body, purpose).toString('utf8')
      } catch (cause) {
        throw new StoreError(
          'A stored secret cannot be opened. The key has changed: start with the COUNTERPART_KEY or key file this data was made with, or reconnect both accounts.',
          { cause },
        )
      }
    },
  }
}

function encrypt(key: Buffer, plain: Buffer, purpose: string): Sealed {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose))
  const data = Buffer.concat([cipher.update(plain), cipher.final()])
  return {
    iv: iv.toString('base64'),
    data: data.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  }
}

function decrypt(key: Buffer, sealed: Sealed, purpose: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.iv, 'base64'))
    .setAAD(Buffer.from(purpose))
    .setAuthTag(Buffer.from(sealed.tag, 'base64'))
  return Buffer.concat([decipher.update(Buffer.from(sealed.data, 'base64')), decipher.final()])
}

/** The key of this data folder, made at first start and readable by its owner only. */
export function keyFromFile(dataDir: string): Buffer {
  const file = join(dataDir, 'key')
  if (!existsSync(file)) {
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
    chmodSync(file, 0o600)
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
  if (key.length !== 32)
    throw new StoreError(`The key file ${file} is damaged: it must hold 32 bytes in base64.`)
  return key
}
