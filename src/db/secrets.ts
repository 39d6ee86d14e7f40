import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { StoreError } from './open.ts'

/** Seals secrets for the database: AES-256-GCM, a fresh data key per value, wrapped by the installation's key. */
export interface Vault {
  /** `purpose` binds the envelope to its place: it opens nowhere else. */
  seal(text: string, purpose: string): string
  /** @throws StoreError when the envelope was made with another key or was altered */
  open(envelope: string, purpose: string): string
  /** A key for another use that follows from the installation's key, so that it survives a restart. */
  derive(purpose: string): string
  /** Names the installation's key without giving it away. */
  readonly keyId: string
  /**
   * The same secret under the installation's present key; null when it is under that already.
   *
   * @throws StoreError when no known key opens it
   */
  rewrap(envelope: string, purpose: string): string | null
}

const Sealed = z.object({ iv: z.string(), data: z.string(), tag: z.string() })
type Sealed = z.infer<typeof Sealed>

const Envelope = z.object({ v: z.literal(1), kid: z.string(), key: Sealed, body: Sealed })
type Envelope = z.infer<typeof Envelope>

/** Follows from the key, and leads nowhere back to it. */
export const keyIdOf = (key: Buffer): string =>
  Buffer.from(hkdfSync('sha256', key, '', 'counterpart key id', 6)).toString('hex')

/**
 * @param key 32 bytes; what is sealed from now on is sealed with it
 * @param older keys that open what was sealed before
 */
export function createVault(key: Buffer, older: readonly Buffer[] = []): Vault {
  const keyId = keyIdOf(key)
  const keys = [key, ...older].map((one) => ({ id: keyIdOf(one), key: one }))

  /** The data key of an envelope, with whichever key it was wrapped. */
  function dataKeyOf({ kid, key: wrapped }: Envelope, purpose: string): Buffer {
    const named = keys.filter(({ id }) => id === kid)
    // Envelopes of before keys had names of their own.
    for (const one of named.length > 0 ? named : keys) {
      try {
        return decrypt(one.key, wrapped, `key:${purpose}`)
      } catch {
        // Another one may fit.
      }
    }
    throw new Error(`it is sealed with the key ${kid}`)
  }

  return {
    keyId,
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
        const sealed = Envelope.parse(JSON.parse(envelope))
        return decrypt(dataKeyOf(sealed, purpose), sealed.body, purpose).toString('utf8')
      } catch (cause) {
        throw notOpened(cause)
      }
    },
    rewrap(envelope, purpose) {
      try {
        const sealed = Envelope.parse(JSON.parse(envelope))
        if (sealed.kid === keyId) return null
        const wrapped = encrypt(key, dataKeyOf(sealed, purpose), `key:${purpose}`)
        return JSON.stringify({ ...sealed, kid: keyId, key: wrapped } satisfies Envelope)
      } catch (cause) {
        throw notOpened(cause)
      }
    },
  }
}

const notOpened = (cause: unknown): StoreError =>
  new StoreError(
    'A stored secret cannot be opened. The key has changed: start with the COUNTERPART_KEY or key file this data was made with, or reconnect both accounts.',
    { cause },
  )

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
